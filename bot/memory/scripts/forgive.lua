#!lua
-- Forgets what was refused for lack of a permission, since permissions have changed. The request: c, channels (those concerned; none: all).
local name = key('refused', request.c)
if #request.channels == 0 then return call('DEL', name) end
local concerned = {}
for _, channel in ipairs(request.channels) do concerned[channel] = true end
for _, field in ipairs(call('HKEYS', name)) do
  if concerned[string.match(field, '^%S+')] then call('HDEL', name, field) end
end
