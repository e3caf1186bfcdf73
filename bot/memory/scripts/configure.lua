#!lua flags=allow-oom
-- Puts a community's settings in force if nobody changed them since they were read. Leaving enforce cancels what was decided before.
-- The request: c, expected revision (-1: whatever it is), data, acted and acts (whether the mode was enforce, and is), turned (whether it is
-- another), who, what (the keys changed).
-- Answers {'done' | 'changed', revision}.
local c = request.c
local settings = key('settings', c)
local revision = tonumber(call('HGET', settings, 'revision') or '0')
if request.expected >= 0 and request.expected ~= revision then return {'changed', revision} end
-- Since when it acts: what was said before stands. A community of which nothing was heard said nothing.
if request.acts and not request.acted then
  local heard = revision > 0
  for _, kind in ipairs({'keys', 'kept', 'cases'}) do heard = heard or call('EXISTS', key(kind, c)) == 1 end
  if heard then call('HSET', settings, 'entered', number(now)) end
end
call('HSET', settings, 'revision', revision + 1, 'data', request.data, 'who', request.who, 'at', number(now), 'what', request.what)
if not request.acts then call('HSET', settings, 'left', revision + 1) end
tell(c, 'settings', revision + 1)
-- what a card offers hangs on the mode
local last = request.turned and tonumber(call('HGET', key('cases', c), 'case') or '0') or 0
for n = math.max(1, last - 49), last do
  local case = load(c, string.format('%d', n))
  if case and case.n == string.format('%d', n) then touch(c, case) end
end
return {'done', revision + 1}
