#!lua flags=allow-oom
-- Puts a community's settings in force if nobody changed them since they were read. Leaving enforce cancels what is queued.
-- The request: c, expected revision (-1: whatever it is), data, leaves (whether the new mode is not enforce), platforms, who.
-- Answers {'done' | 'changed', revision}.
local c = request.c
local settings = key('settings', c)
local revision = tonumber(call('HGET', settings, 'revision') or '0')
if request.expected >= 0 and request.expected ~= revision then return {'changed', revision} end
call('HSET', settings, 'revision', revision + 1, 'data', request.data, 'who', request.who, 'at', number(now))
if request.leaves then
  for _, platform in ipairs(request.platforms) do
    for _, name in ipairs(call('ZRANGE', key('due', platform), 0, -1)) do
      local of, n, id = string.match(name, '^([^\n]*)\n(%d+)\n(.*)$')
      local incident = of == c and load(c, n)
      local record = incident and action(c, incident.n, id)
      if record and not record.of and record.state == 'queued' and record.by ~= 'moderator' then leave(c, incident, record, 'cancelled') end
    end
  end
end
return {'done', revision + 1}
