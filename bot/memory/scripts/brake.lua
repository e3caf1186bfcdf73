-- Shared by what acts; put behind queue.lua. A wrong rule must not empty a channel, a raid must not win.

-- Whether so many distinct texts were acted on lately that a further incident only gets a card. The text is counted where not.
local function braked(c, brake, text)
  local name, acted = key('brake', c), key('acted', c)
  call('ZREMRANGEBYSCORE', acted, '-inf', number(now - brake.window))
  if tonumber(call('GET', name) or '0') > now then return true end
  if not call('ZSCORE', acted, text) and call('ZCARD', acted) >= brake.texts then
    call('SET', name, number(now + brake.lasts), 'PX', math.ceil(brake.lasts * 1000))
    tell(c, 'brake', '')
    return true
  end
  call('ZADD', acted, number(now), text)
  live(acted, brake.window)
  return false
end

-- The campaign of these texts that has so many accounts that nobody is struck until a moderator says so; nil where there is none.
local function held(c, brake, texts)
  for _, text in ipairs(texts) do
    local n = call('GET', key('spread', c, text))
    local campaign = n and load(c, n)
    if campaign and not campaign.continued and call('HLEN', key('members', c, n)) >= brake.accounts then return n end
  end
  return nil
end
