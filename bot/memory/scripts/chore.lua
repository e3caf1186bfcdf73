#!lua flags=allow-oom
-- Puts a chore on its platform's list, or off it. The request: lists (its platform's, then others that may hold it), chore, at (0: it is
-- done), unless (whether one already there keeps its time).
local list = request.lists[1]
if request.unless then return call('ZADD', list, 'NX', number(request.at), request.chore) end
for _, each in ipairs(request.lists) do call('ZREM', each, request.chore) end
return request.at == 0 and 0 or call('ZADD', list, number(request.at), request.chore)
