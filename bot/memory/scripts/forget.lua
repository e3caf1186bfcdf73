#!lua flags=allow-oom
-- Erases keys of one partition, and names where they stand among others'.
-- The request: keys; sets (sorted sets) with the members to take out of each; c; and for an account: account, a, incidents (the cases that
-- may name it among others), author, repost and notices (the keys of these kinds).
local gone = 0
for _, name in ipairs(request.keys) do gone = gone + call('DEL', name) end
for _, pair in ipairs(request.sets) do gone = gone + call('ZREM', pair[1], pair[2]) end

-- A campaign is several accounts': what it holds of this one goes, the rest stays.
local function leave_campaign(n)
  local c, a = request.c, request.a
  if call('HDEL', key('members', c, n), a) == 0 then return end
  local voices = call('HGETALL', key('voices', c, n))
  for i = 1, #voices, 2 do
    if string.match(voices[i + 1], '^[^\n]*') == a then
      call('HDEL', key('voices', c, n), voices[i])
      call('ZREM', key('copies', c, n), voices[i])
      call('HDEL', key('restore', c, n), voices[i])
    end
  end
  local campaign = load(c, n)
  each_action(c, n, function(record)
    if record.account ~= request.account then return end
    call('HDEL', key('actions', c, n), record.id)
    call('ZREM', key('due', campaign.platform), member(c, n, record.id))
    call('ZREM', key('feed', c), n .. '\n' .. record.id)
  end)
  tell(c, 'incident', n)
  touch(c, campaign)
end

local function each_field(name, does)
  local flat = call('HGETALL', name)
  for i = 1, #flat, 2 do does(flat[i], flat[i + 1]) end
end

local function others(accounts)
  local kept = {}
  for _, account in ipairs(accounts) do
    if account ~= request.account then kept[#kept + 1] = account end
  end
  return kept
end

for _, kind in ipairs({'author', 'repost'}) do
  for _, name in ipairs(request[kind] or {}) do
    each_field(name, function(comment, value)
      if string.match(value, '^[^\n]*') == request.account then gone = gone + call('HDEL', name, comment) end
    end)
  end
end
-- The notice itself stays until its time, so that it is taken away.
for _, name in ipairs(request.notices or {}) do
  each_field(name, function(id, packed)
    local slot = cmsgpack.unpack(packed)
    slot.accounts = others(slot.accounts)
    for action, account in pairs(slot.actions) do
      if account == request.account then slot.actions[action] = nil end
    end
    call('HSET', name, id, cmsgpack.pack(slot))
  end)
end

for _, n in ipairs(request.incidents or {}) do
  leave_campaign(n)
  local name = key('incident', request.c, n)
  local packed = call('HGET', name, 'accounts')
  if packed then call('HSET', name, 'accounts', cmsgpack.pack(others(cmsgpack.unpack(packed)))) end
end
return gone
