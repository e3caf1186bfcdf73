#!lua flags=allow-oom
-- Names a case on its community's digest. The request: c, n, lasts (seconds; an older digest is followed by a new one), most (numbers kept).
local name = key('kept', request.c)
local fresh = now - tonumber(call('HGET', name, 'digest_at') or 0) > request.lasts
local numbers = {}
for number in string.gmatch(not fresh and call('HGET', name, 'digest') or '', '%d+') do numbers[#numbers + 1] = number end
numbers[#numbers + 1] = request.n
call('HSET', name, 'digest', table.concat(numbers, ' ', math.max(1, #numbers - request.most + 1)))
if fresh then
  call('HSET', name, 'digest_at', number(now))
  call('HDEL', name, 'digest_card')
end
return 1
