#!lua
-- A moderator asks for an action that no rule decided: once an incident, unless it failed or was taken back.
-- The request: c, n, who, do, till (0: none), clears (seconds of what was said that a ban takes with it). Answers {'done' | 'already' | 'unknown', state, case number}.
local c = request.c
local incident = load(c, request.n)
if not incident or incident.kind then return {'unknown'} end
local n = incident.n
local id = n .. ':' .. request['do'] .. ':asked'
local known = action(c, n, id)
while known and known.undone do id = id .. "'"; known = action(c, n, id) end
if known and known.state ~= 'failed' and known.state ~= 'cancelled' then return {'already', incident.state, n} end
queue(c, incident, {id = id, ['do'] = request['do'], account = incident.account, thread = incident.thread, tries = 0, at = now,
  till = request.till > 0 and request.till or nil, clears = request.clears > 0 and request.clears or nil, by = 'moderator'}, now)
local history = incident.history and cmsgpack.unpack(incident.history) or {}
history[#history + 1] = {request['do'], request.who, now}
save(c, n, {history = cmsgpack.pack(history)})
touch(c, incident)
return {'done', incident.state, n}
