#!lua flags=allow-oom
-- API keys of a community: the hash of each secret under its public id. The request: c, id, value (empty: revoked).
local keys = key('keys', request.c)
if request.value == '' then return call('HDEL', keys, request.id) end
return call('HSET', keys, request.id, request.value)
