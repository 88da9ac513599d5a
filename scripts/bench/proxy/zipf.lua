-- The share of requests for the n-th of 20,000 things falls with 1/n; with a scan every third is for something new.
local thread = 0
function setup(t) t:set("id", thread) thread = thread + 1 end
function init() n = 0 math.randomseed(id + 1) base = os.time() end
function request()
  n = n + 1
  if SCAN and n % 3 == 0 then return wrk.format("GET", "/scan" .. base .. "-" .. id .. "-" .. n) end
  return wrk.format("GET", "/" .. math.floor(20000 ^ math.random()))
end
