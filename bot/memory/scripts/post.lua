#!lua
-- A comment on the local page's own threads. The request: c, a, t, id, at, sealed, topic, keep (seconds), most (comments), threads.
-- The oldest beyond `most` go, of the thread and of the list of threads.
local c, a, t = request.c, request.a, request.t
local thread, threads = key('thread', c, t), key('threads', c)
call('HSET', key('posted', c, a), request.id, request.sealed)
call('ZADD', thread, number(request.at), a .. '\n' .. request.id)
local over = call('ZCARD', thread) - request.most
for _, old in ipairs(over > 0 and call('ZRANGE', thread, 0, over - 1) or {}) do
  local account, id = string.match(old, '^([^\n]*)\n(.*)$')
  call('ZREM', thread, old)
  call('HDEL', key('posted', c, account), id)
  call('SREM', key('veiled', c, account), id)
end
call('ZADD', threads, 'GT', number(request.at), t)
if request.topic ~= '' then call('HSET', key('topics', c), t, request.topic) end
for _, old in ipairs(call('ZRANGE', threads, 0, -1 - request.threads)) do
  call('ZREM', threads, old)
  call('HDEL', key('topics', c), old)
end
for _, name in ipairs({thread, threads, key('topics', c), key('posted', c, a)}) do live(name, request.keep) end
tell(c, 'thread', t)
return 1
