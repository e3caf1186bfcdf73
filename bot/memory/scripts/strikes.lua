-- Strikes of an account and the rungs they stand on; put behind opening.lua.

-- A strike stands where the copy stands at which it came. Its rung is its place among those that stood then.
local moved -- the earliest moment from which rungs count anew
local function move(at) if not moved or at < moved then moved = at end end

local function strike(incident, k, at, id)
  local rungs, name = key('rungs', c, incident.n), id .. '\0' .. incident.n .. ':' .. k
  local rung, known = string.match(call('HGET', rungs, k) or '0 ', '^(%d+) (.*)$')
  local stands = tonumber(call('ZSCORE', strikes, name) or 'nan')
  if known == name and stands == at or at <= now - 2 * tbl.strikes_last then return end
  if known ~= '' then
    move(tonumber(call('ZSCORE', strikes, known) or at))
    call('ZREM', strikes, known)
  end
  call('ZADD', strikes, number(at), name)
  call('HSET', rungs, k, rung .. ' ' .. name)
  live(rungs, ACTIONS_LIVE)
  move(at)
end

local function set_rung(name, rung)
  local n, k = string.match(name, '(%d+):(%d+)$')
  local rungs = key('rungs', c, n)
  local old = tonumber(string.match(call('HGET', rungs, k), '^%d+'))
  if old == rung then return end
  call('HSET', rungs, k, string.format('%d ', rung) .. name)
  local rows = tbl.rows[ENFORCE + 1].strikes
  local before, row = rows[math.min(old, #rows)] or {}, rows[math.min(rung, #rows)] or {}
  if before == row then return end
  local of, wanted = load(c, n), {}
  for _, act in ipairs(row) do
    local id = n .. ':' .. act['do'] .. (act.once and '' or ':' .. k .. ':' .. string.format('%d', act.lasts))
    wanted[id] = true
    ensure(of, id, act, {strike = n .. ':' .. k, after = act['do'] ~= 'alert' and (k == '1' and 'hides' or n .. ':warn') or nil, thread = act.once and request.thread or nil})
  end
  for _, act in ipairs(before) do
    local id = n .. ':' .. act['do'] .. ':' .. k .. ':' .. string.format('%d', act.lasts)
    local _, record = latest(of, id)
    if record and not act.once and not wanted[id] then take_back(c, of, record, tbl.inverse) end
  end
end

-- Bytes, since a locale may order letters otherwise.
local function before(at, id, other_at, other_id)
  if at ~= other_at then return at < other_at end
  for i = 1, math.min(#id, #other_id) do
    local here, there = string.byte(id, i), string.byte(other_id, i)
    if here ~= there then return here < there end
  end
  return #id < #other_id
end

local function earlier(incident, other)
  return before(tonumber(incident.flagged), incident.flagger, tonumber(other.flagged), other.flagger)
end

-- The earlier incident of this family whose strike stood when this one came, if that is why no first is kept.
local function since(incident)
  local other = incident.since and load(c, incident.since)
  return other and other.n ~= incident.n and other.n or nil
end
