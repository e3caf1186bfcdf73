-- Shared by what acts; put behind queue.lua. A wrong rule must not empty a channel, a raid must not win.

-- Whether so many accounts were acted on lately that an account on which neither Hush nor a moderator acted before only gets a card, and whether that begins now.
-- The account is counted where not: once, whatever it posts, and a text once, whoever posts it, since one text of many is a campaign.
local function braked(c, brake, a, texts)
  local name = key('brake', c)
  local struck = call('ZCARD', key('strikes', c, a)) > 0 or call('EXISTS', key('moderated', c, a)) == 1
  if tonumber(call('GET', name) or '0') > now then return not struck, false end
  local accounts, said = key('acted', c), key('hushed', c)
  for _, acted in ipairs({accounts, said}) do call('ZREMRANGEBYSCORE', acted, '-inf', number(now - brake.window)) end
  local new = not call('ZSCORE', accounts, a)
  for _, text in ipairs(texts) do new = new and not call('ZSCORE', said, text) end
  if not new then return false, false end
  if not struck and call('ZCARD', accounts) >= brake.accounts then
    call('SET', name, number(now + brake.lasts), 'PX', math.ceil(brake.lasts * 1000))
    tell(c, 'brake', '')
    return true, true
  end
  call('ZADD', accounts, number(now), a)
  for _, text in ipairs(texts) do call('ZADD', said, number(now), text) end
  live(accounts, brake.window)
  live(said, brake.window)
  return false, false
end

-- The campaign of these texts that has so many accounts that nobody is struck until a moderator says so; nil where there is none.
local function held(c, brake, texts)
  for _, text in ipairs(texts) do
    local n = call('GET', key('spread', c, text))
    local campaign = n and load(c, n)
    if campaign and (campaign.continued or '') == '' and call('HLEN', key('members', c, n)) >= brake.campaign then return n end
  end
  return nil
end
