#!lua flags=allow-oom
-- A card was written. The request: c, n, changes (that it shows), fields (to keep with the incident), again (when it may be written next).
-- What changed meanwhile makes it due again. Answers 0 where the incident was erased meanwhile, and the card shows what must not be seen.
local name, chore = key('incident', request.c, request.n), 'card\n' .. request.c .. '\n' .. request.n
local platform = call('HGET', name, 'platform')
if not platform then return 0 end
for field, value in pairs(request.fields) do call('HSET', name, field, value) end
if (call('HGET', name, 'changes') or '0') ~= request.changes then call('ZADD', key('chores', platform), number(request.again), chore)
else call('ZREM', key('chores', platform), chore) end
return 1
