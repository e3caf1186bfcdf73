#!lua flags=allow-oom
-- A card was written. The request: c, n, changes (that it shows), fields (to keep with the incident), again (when it may be written next).
-- What changed meanwhile makes it due again.
local name, chore = key('incident', request.c, request.n), 'card\n' .. request.c .. '\n' .. request.n
if call('EXISTS', name) == 0 then return call('ZREM', key('chores'), chore) end
for field, value in pairs(request.fields) do call('HSET', name, field, value) end
if (call('HGET', name, 'changes') or '0') ~= request.changes then return call('ZADD', key('chores'), number(request.again), chore) end
return call('ZREM', key('chores'), chore)
