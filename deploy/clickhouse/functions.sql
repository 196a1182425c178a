-- 校验脚本调用的函数，在 ClickHouse 的每个节点上定义一次（集群：各语句加 ON CLUSTER）。与 src/Platform/Policies/CheckDigits.cs 一致，
-- 由 tests/Cluster.Tests 逐例核对。
-- The functions that checks call, to be defined once on every node of ClickHouse. The same as CheckDigits.cs; compared in
-- tests/Cluster.Tests. Text in, boolean out; null gives null.

-- 统一社会信用代码 GB 32100-2015
CREATE OR REPLACE FUNCTION usci_valid AS (x) -> if(isNull(x), CAST(NULL AS Nullable(Bool)), toBool(
  match(ifNull(x, ''), '^[0-9A-HJ-NP-RTUWXY]{18}$')
  AND position('0123456789ABCDEFGHJKLMNPQRTUWXY', substring(ifNull(x, ''), 18, 1)) - 1
    = (31 - arraySum((i, w) -> (position('0123456789ABCDEFGHJKLMNPQRTUWXY', substring(ifNull(x, ''), i, 1)) - 1) * w,
      range(1, 18), [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]) % 31) % 31
  AND substring(ifNull(x, ''), 17, 1) = substring('0X987654321', 1 + arraySum(
    (i, w) -> (position('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substring(ifNull(x, ''), i + 8, 1)) - 1) * w,
      range(1, 9), [3, 7, 9, 10, 5, 8, 4, 2]) % 11, 1)));

-- 组织机构代码 GB 11714-1997
CREATE OR REPLACE FUNCTION orgcode_valid AS (x) -> if(isNull(x), CAST(NULL AS Nullable(Bool)), toBool(
  match(ifNull(x, ''), '^[0-9A-Z]{8}-?[0-9X]$')
  AND right(ifNull(x, ''), 1) = substring('0X987654321', 1 + arraySum(
    (i, w) -> (position('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substring(ifNull(x, ''), i, 1)) - 1) * w,
      range(1, 9), [3, 7, 9, 10, 5, 8, 4, 2]) % 11, 1)));

-- 公民身份号码 GB 11643-1999
CREATE OR REPLACE FUNCTION idcard_valid AS (x) -> if(isNull(x), CAST(NULL AS Nullable(Bool)), toBool(
  match(ifNull(x, ''), '^[0-9]{17}[0-9X]$')
  AND substring(ifNull(x, ''), 18, 1) = substring('10X98765432', 1 + arraySum(
    (i, w) -> toInt64OrZero(substring(ifNull(x, ''), i, 1)) * w,
      range(1, 18), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11, 1)
  AND toInt64OrZero(substring(ifNull(x, ''), 7, 4)) BETWEEN 1800 AND 2999
  AND toInt64OrZero(substring(ifNull(x, ''), 11, 2)) BETWEEN 1 AND 12
  AND toInt64OrZero(substring(ifNull(x, ''), 13, 2)) BETWEEN 1 AND multiIf(
    substring(ifNull(x, ''), 11, 2) IN ('04', '06', '09', '11'), 30, substring(ifNull(x, ''), 11, 2) <> '02', 31,
    (toInt64OrZero(substring(ifNull(x, ''), 7, 4)) % 4 = 0 AND toInt64OrZero(substring(ifNull(x, ''), 7, 4)) % 100 <> 0)
      OR toInt64OrZero(substring(ifNull(x, ''), 7, 4)) % 400 = 0, 29, 28)));

-- LEI ISO 17442
CREATE OR REPLACE FUNCTION lei_valid AS (x) -> if(isNull(x), CAST(NULL AS Nullable(Bool)), toBool(
  match(ifNull(x, ''), '^[0-9A-Z]{18}[0-9]{2}$')
  AND arrayFold((a, i) -> toInt64((a * if(match(substring(ifNull(x, ''), i, 1), '[0-9]'), 10, 100)
    + position('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substring(ifNull(x, ''), i, 1)) - 1) % 97),
      range(1, 21), toInt64(0)) = 1));

-- 工商注册号 ISO 7064 MOD 11,10
CREATE OR REPLACE FUNCTION regno_valid AS (x) -> if(isNull(x), CAST(NULL AS Nullable(Bool)), toBool(
  match(ifNull(x, ''), '^[0-9]{15}$')
  AND (arrayFold((a, i) -> toInt64(if((a + toInt64OrZero(substring(ifNull(x, ''), i, 1))) % 10 = 0, 10,
    (a + toInt64OrZero(substring(ifNull(x, ''), i, 1))) % 10) * 2 % 11), range(1, 15), toInt64(10))
    + toInt64OrZero(substring(ifNull(x, ''), 15, 1))) % 10 = 1));
