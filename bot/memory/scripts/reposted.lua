#!lua flags=allow-oom
-- A comment was deleted by a bot that posted its words anew: it goes on counting, once, and what stands is the re-post. The request: c, a, id,
-- bucket, value (account, re-post), sealed (what would be put back).
local c, a, id = request.c, request.a, request.id
local name = key('repost', c, request.bucket)
call('HSET', name, id, request.value)
live(name, ACTIONS_LIVE)
if call('HEXISTS', key('raw', c, a), id) == 1 then call('HSET', key('raw', c, a), id, request.sealed) end
local claim = call('HGET', key('claims', c, a), id)
local incident = claim and load(c, string.match(claim, '^%d+'))
if incident and call('HEXISTS', key('restore', c, incident.n), id) == 1 then call('HSET', key('restore', c, incident.n), id, request.sealed) end
local n = call('HGET', key('joined', c, a), id)
if n and call('HEXISTS', key('restore', c, n), id) == 1 then call('HSET', key('restore', c, n), id, request.sealed) end
return 1
