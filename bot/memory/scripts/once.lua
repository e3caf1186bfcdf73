#!lua
-- Keeps the first answer given under a key, for a while. The request: name, value, keep (seconds). Answers the one kept.
local name = key(request.name)
if request.value ~= '' then
  if call('SET', name, request.value, 'NX', 'PX', math.ceil(request.keep * 1000)) then return request.value end
end
return call('GET', name)
