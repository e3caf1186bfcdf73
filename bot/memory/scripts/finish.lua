#!lua flags=allow-oom
-- Records what came of an action. A retry puts it back with its time; what was pardoned meanwhile is taken back now.
-- The request: c, n, id, owner (none: the site itself says so), state (done, failed, unsupported, waiting, needless, queued), why, stands (what stands
-- because of it), at and asked (of the retry: when, and whether the platform was asked at all), inverse, later.
-- Answers the state the action is in afterwards and how many actions became due by it; nothing where there is no such action.
local c = request.c
local incident = load(c, request.n)
local record = incident and action(c, incident.n, request.id)
if not record then return nil end

if request.state == 'done' and record.state == 'cancelled' and record.tries > 0 then
  -- done by a worker that was thought lost, after it was taken back
  invert(c, incident, record, request.inverse)
  touch(c, incident)
  return {record.state, #queued}
end
local acknowledged = record.state == 'waiting' and not request.owner
local own = record.state == 'leased' and (not request.owner or record.owner == request.owner)
local done = request.state == 'done' and (record.state == 'leased' or record.state == 'queued') -- whoever did it
if not (acknowledged or own or done) then return {record.state, 0} end
record.why, record.ended, record.stands = request.why, now, request.stands or record.stands
touch(c, incident)

if request.state == 'queued' then
  if not request.asked then record.tries = record.tries - 1 end
  if record.undo or left(c, record) then cancel(c, incident, record, request.inverse)
  else
    queue(c, incident, record, request.at)
    queued = {}
  end
else
  leave(c, incident, record, request.state)
  if record.undo and (request.state == 'done' or request.state == 'waiting') then invert(c, incident, record, record.undo) end
  if request.later and request.state == 'done' then
    queue(c, incident, {id = record.id .. ':later', ['do'] = request.later['do'], of = record.id, account = record.account, thread = record.thread,
      proof = request.later.proof, tries = 0, at = now, by = record.by}, request.later.at)
  end
end
return {record.state, #queued}
