#!lua flags=allow-oom
-- A process says that it works on this store, for a while; who works alone keeps the others out. The request: process, lasts (seconds),
-- alone, keys (fingerprints of the restore keys it has, the one that it seals with first), takes (whether that one becomes the store's).
-- Answers {'in'}; {'key', the store's}; or {'others' or 'alone', who works on it ...}.
local running, paired = key('running'), key('paired')
call('ZREMRANGEBYSCORE', running, '-inf', number(now))
local known, own = call('HGET', paired, 'key'), request.takes
for _, fingerprint in ipairs(request.keys) do own = own or fingerprint == known end
if known and not own then return {'key', known} end
local lone, others = call('HGET', paired, 'alone'), {}
for _, process in ipairs(call('ZRANGE', running, 0, -1)) do
  if process ~= request.process then
    if process == lone then return {'alone', process} end
    others[#others + 1] = process
  end
end
if request.alone and #others > 0 then return {'others', unpack(others)} end
if request.alone then call('HSET', paired, 'alone', request.process) end
if request.takes or not known then call('HSET', paired, 'key', request.keys[1]) end
call('ZADD', running, number(now + request.lasts), request.process)
live(running, request.lasts)
return {'in'}
