#!lua flags=allow-oom
-- Records what came of an action. A retry puts it back with its time; what was pardoned meanwhile is taken back now.
-- The request: c, n, id, owner, state (done, failed, unsupported, waiting, queued), why, at (of the retry), inverse, later.
-- Answers the state the action is in afterwards and how many actions became due by it; nothing where there is no such action.
local c = request.c
local incident = load(c, request.n)
local record = incident and action(c, incident.n, request.id)
if not record then return nil end
local acknowledged = record.state == 'waiting' and request.state ~= 'queued' and request.state ~= 'waiting'
if not acknowledged then
  if record.state ~= 'leased' then return {record.state, 0} end
  if request.state == 'queued' and record.owner ~= request.owner then return {record.state, 0} end
end
record.why, record.ended = request.why, now

if request.state == 'queued' then
  if record.undo then leave(c, incident, record, 'cancelled') else queue(c, incident, record, request.at) end
  queued = {}
else
  leave(c, incident, record, request.state)
  if record.undo and (request.state == 'done' or request.state == 'waiting') then invert(c, incident, record, record.undo) end
  if request.later and request.state == 'done' then
    queue(c, incident, {id = record.id .. ':later', ['do'] = request.later['do'], of = record.id, account = record.account, thread = record.thread,
      proof = request.later.proof, tries = 0, at = now, by = record.by}, request.later.at)
  end
end

-- A further strike's penalties wait until the account could read the notice, or it is known that it could not.
if record['do'] == 'warn' and ENDED[record.state] then
  each_action(c, incident.n, function(held)
    if held.state == 'held' and held.after == record.id then queue(c, incident, held, now) end
  end)
end
return {record.state, #queued}
