#!lua flags=allow-oom
-- Erases keys of one partition, and an account's name from the sets that hold others too. The request: keys, sets, member.
local gone = 0
for _, name in ipairs(request.keys) do gone = gone + call('DEL', name) end
for _, name in ipairs(request.sets) do gone = gone + call('ZREM', name, request.member) end
return gone
