-- Shared by every script that touches an incident or its queued actions; put in front of it when it is loaded.
-- KEYS[1] is the partition's prefix; ARGV[1] the time, ARGV[2] the request, a msgpack map.
local now, request = tonumber(ARGV[1]), cmsgpack.unpack(ARGV[2] or '\128')
local call = redis.call
local ACTIONS_LIVE = 30 * 86400

local function key(...) return KEYS[1] .. table.concat({...}, ':') end
local lives = {}
local function live(name, seconds)
  if lives[name] ~= seconds and call('PEXPIRE', name, math.ceil(seconds * 1000)) == 1 then lives[name] = seconds end
end

local function number(value) return string.format('%.17g', value) end

-- A line for whoever watches a community: one a call and thing that changed, however often the call touches it.
local lines = {}
local function tell(c, kind, value)
  local changes, line = key('changes', c), kind .. ' ' .. value
  if lines[line] then return end
  lines[line] = true
  call('XADD', changes, 'MAXLEN', '~', 500, '*', kind, value)
  live(changes, ACTIONS_LIVE)
  -- by its version it is seen whether a case changed between a look at it and what follows from that
  if kind == 'incident' and call('HEXISTS', key('incident', c, value), 'n') == 1 then call('HINCRBY', key('incident', c, value), 'version', 1) end
end

local function load(c, n)
  local flat, incident = call('HGETALL', key('incident', c, n)), {}
  for i = 1, #flat, 2 do incident[flat[i]] = flat[i + 1] end
  if not incident.n then return nil end
  if incident.into then return load(c, incident.into) end
  return incident
end

local function save(c, n, fields)
  local flat = {}
  for name, value in pairs(fields) do flat[#flat + 1] = name; flat[#flat + 1] = tostring(value) end
  call('HSET', key('incident', c, n), unpack(flat))
  live(key('incident', c, n), ACTIONS_LIVE)
  tell(c, 'incident', n)
end

-- What moderators see of an incident has changed. Its card is to be written anew, where its platform writes cards: there the changes are
-- counted, from the first one on.
local function touch(c, incident)
  if not incident.changes then return end
  call('HINCRBY', key('incident', c, incident.n), 'changes', 1)
  call('ZADD', key('chores', incident.platform), 'NX', number(now), 'card\n' .. c .. '\n' .. incident.n)
end

local function action(c, n, id)
  local packed = call('HGET', key('actions', c, n), id)
  return packed and cmsgpack.unpack(packed)
end

local function keep(c, n, record)
  call('HSET', key('actions', c, n), record.id, cmsgpack.pack(record))
  live(key('actions', c, n), ACTIONS_LIVE)
  tell(c, 'incident', n)
end

local function member(c, n, id) return c .. '\n' .. n .. '\n' .. id end

local queued = {}
local function queue(c, incident, record, when)
  record.state = 'queued'
  queued[#queued + 1] = {incident, record.id}
  keep(c, incident.n, record)
  call('ZADD', key('due', incident.platform), number(when), member(c, incident.n, record.id))
end

local function each_action(c, n, visit)
  local flat = call('HGETALL', key('actions', c, n))
  for i = 2, #flat, 2 do visit(cmsgpack.unpack(flat[i])) end
end

local ENDED = {done = true, failed = true, unsupported = true, cancelled = true, needless = true}
-- What ended like this may be asked for again.
local VAIN = {failed = true, needless = true}

-- What waits until another action has ended: a further strike's penalties for the notice, a hiding for the restore that it takes back.
local function wait(c, incident, record, other)
  record.state, record.after = 'held', other.id
  keep(c, incident.n, record)
end

local AWAITED = {warn = true, restore = true, lift = true, unwarn = true}
local take_back, leave -- below

-- What waited for this goes on.
local function release(c, incident, after, record)
  each_action(c, incident.n, function(held)
    if held.after ~= after or not (held.state == 'held' or held.state == 'cancelled' and held.barren) then return end
    if held['do'] == 'hide' then held.instead = record.stands end
    held.why, held.barren = '', nil
    queue(c, incident, held, now)
  end)
end

-- A moderator acted on an account: no brake spares it for as long as a strike would be remembered.
local function moderated(c, a) call('SET', key('moderated', c, a), 1, 'PX', 14 * 86400000) end

-- The strikes of a case count no longer, and are remembered with it.
local function void_strikes(c, incident)
  local strikes = key('strikes', c, incident.a)
  local void, flat = incident.void and cmsgpack.unpack(incident.void) or {}, call('ZRANGE', strikes, 0, -1, 'WITHSCORES')
  for i = 1, #flat, 2 do
    if string.match(flat[i], '(%d+):%d+$') == incident.n then
      call('ZREM', strikes, flat[i])
      void[#void + 1] = {flat[i], flat[i + 1]}
    end
  end
  incident.void = cmsgpack.pack(void)
  save(c, incident.n, {void = incident.void})
end

local function strike_again(c, incident)
  local strikes, void = key('strikes', c, incident.a), incident.void and cmsgpack.unpack(incident.void) or {}
  for _, strike in ipairs(void) do call('ZADD', strikes, strike[2], strike[1]) end
  if #void > 0 then live(strikes, 14 * 86400) end
  incident.void = cmsgpack.pack({})
  save(c, incident.n, {void = incident.void})
end

-- The account is told and punished once something of it was hidden, or its site was told to hide it. Where nothing can be hidden no strike
-- stands. `hid` of a case: 'done' or 'told'; `barren`: nothing could be.
local function hiding_ended(c, incident, state)
  if incident.kind or incident.hid == 'done' then return end
  if state == 'done' or state == 'waiting' then
    local hid, first = state == 'done' and 'done' or 'told', not incident.hid or incident.barren == '1'
    if incident.barren == '1' then strike_again(c, incident) end
    incident.hid, incident.barren = hid, ''
    save(c, incident.n, {hid = hid, barren = ''})
    if first then release(c, incident, 'hides') end
  elseif incident.barren ~= '1' then
    local hope = false
    each_action(c, incident.n, function(other)
      if other['do'] == 'hide' and not other.undone then hope = hope or not ENDED[other.state] or other.state == 'done' end
    end)
    if hope then return end
    if state == 'cancelled' then
      each_action(c, incident.n, function(held)
        if held.state == 'held' and held.after == 'hides' then leave(c, incident, held, 'cancelled') end
      end)
      return
    end
    incident.barren = '1'
    save(c, incident.n, {barren = '1'})
    void_strikes(c, incident)
    each_action(c, incident.n, function(other)
      if not other.strike or other['do'] == 'alert' then return end
      if other.state == 'held' then
        other.state, other.why, other.barren = 'cancelled', 'nothing could be hidden', true
        keep(c, incident.n, other)
      else take_back(c, incident, other, request.inverse) end
    end)
  end
end

leave = function(c, incident, record, state)
  record.state = state
  keep(c, incident.n, record)
  call('ZREM', key('due', incident.platform), member(c, incident.n, record.id))
  if record['do'] == 'hide' then hiding_ended(c, incident, state) end
  if AWAITED[record['do']] and ENDED[state] then release(c, incident, record.id, record) end
end

-- The inverse of what was done, or may have been; where nothing was done it changes nothing.
local function invert(c, incident, record, inverse)
  record.undone = true
  keep(c, incident.n, record)
  local what = inverse[record['do']]
  if not what then return end
  queue(c, incident, {
    id = string.gsub(record.id, '^(%d+):', '%1:' .. what .. ':', 1), ['do'] = what, of = record.id, account = record.account,
    comment = record.comment, thread = record.thread, till = record.till, tries = 0, at = now, by = record.by, stands = record.stands,
    doubtful = record.state == 'cancelled' or nil,
  }, now)
end

-- What was tried may have been done, though nobody said so.
local function cancel(c, incident, record, inverse)
  leave(c, incident, record, 'cancelled')
  if record.tries > 0 then invert(c, incident, record, inverse) end
end

take_back = function(c, incident, record, inverse)
  if record.undone then return end
  if record.state == 'queued' or record.state == 'held' then cancel(c, incident, record, inverse)
  elseif record.state == 'leased' then record.undo = inverse; keep(c, incident.n, record)
  elseif record.state == 'done' or record.state == 'waiting' then invert(c, incident, record, inverse) end
end

-- Whether the community has left enforce since an action was decided. What takes back, and what a moderator asked for, has no revision.
local function left(c, record)
  return record.revision and record.revision < tonumber(call('HGET', key('settings', c), 'left') or '0')
end

local function lease(c, incident, record, owner, seconds)
  record.state, record.owner, record.tries = 'leased', owner, record.tries + 1
  keep(c, incident.n, record)
  call('ZADD', key('due', incident.platform), number(now + seconds), member(c, incident.n, record.id))
end

-- What a performer needs: the record; the original where something is to be put back; when the text was said that is to be hidden; whether
-- anything was hidden.
local function handed(c, incident, record)
  local original = record['do'] == 'restore' and call('HGET', key('restore', c, incident.n), record.comment)
  local said = record['do'] == 'hide' and call('ZSCORE', key('copies', c, incident.n), record.comment)
  return {incident.platform, c, incident.n, cmsgpack.pack(record), original or '', said or '0', incident.hid and 1 or 0}
end
