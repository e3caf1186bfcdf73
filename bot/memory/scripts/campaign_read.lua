#!lua
-- A campaign as it stands. The request: c, n, shown (originals from each end of its copies).
-- Answers nothing where there is none, else {its fields, its accounts, {id, at, a, thread, own case, its hiding there, original} a copy,
-- its actions}.
local c, n = request.c, request.n
local campaign = load(c, n)
if not campaign or campaign.kind ~= 'campaign' then return nil end
local flat, told = call('ZRANGE', key('copies', c, n), 0, -1, 'WITHSCORES'), {}
local count = #flat / 2
for i = 1, count do
  local id = flat[2 * i - 1]
  local a, thread = string.match(call('HGET', key('voices', c, n), id) or '', '^([^\n]*)\n(.*)$')
  if a then
    local own, hide = covered(c, a, id)
    local shown = i <= request.shown or i > count - request.shown
    local original = shown and call('HGET', key('restore', c, n), id)
    told[#told + 1] = {id, flat[2 * i], a, thread, own or '', hide and cmsgpack.pack(hide) or '', original or ''}
  end
end
return {call('HGETALL', key('incident', c, n)), call('HGETALL', key('members', c, n)), told, call('HVALS', key('actions', c, n))}
