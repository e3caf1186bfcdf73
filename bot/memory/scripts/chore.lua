#!lua flags=allow-oom
-- Puts a chore on the list, or off it. The request: chore, at (0: it is done), unless (whether one already there keeps its time).
local name = key('chores')
if request.at == 0 then return call('ZREM', name, request.chore) end
if request.unless then return call('ZADD', name, 'NX', number(request.at), request.chore) end
return call('ZADD', name, number(request.at), request.chore)
