namespace Huoshui.Dmn.Reference;

/// <summary>The words of the FEEL reference: for each function its result, what it does, and expressions whose values
/// are computed when the page is written.</summary>
internal static class FunctionWords
{
    /// <summary>
    /// <c>## section</c>; <c>name : result</c>, then a line <c>zh</c>, a line <c>en</c>, and expressions, one a line.
    /// </summary>
    public const string Text = """
        ## 转换 conversion
        date : date
        zh 由文字、日期时间或年月日得到日期
        en a date from a text, a date and time, or year, month and day
        date("2012-12-25")
        date(2012, 12, 25)
        date("2012-13-25")
        time : time
        zh 由文字、日期时间或时分秒得到时间；可带偏移
        en a time from a text, a date and time, or hour, minute and second with an optional offset
        time("23:59:00@Europe/Paris")
        time(23, 59, 0, duration("PT8H"))
        time("24:00:01")
        date and time : date and time
        zh 由文字，或由日期和时间得到日期时间
        en a date and time from a text, or from a date and a time
        date and time("2012-12-24T23:59:00Z")
        date and time(date("2012-12-24"), time("23:59:00"))
        date and time("2012-12-24 23:59")
        number : number
        zh 按给出的千分位和小数点把文字读成数
        en reads a text as a number, with the grouping and decimal separators given
        number("1 000,5", " ", ",")
        number("1000.5", null, null)
        number("1.000,5", ".", ".")
        string : string
        zh 值的文字
        en the text of a value
        string(1.50)
        string([1, "a"])
        string(null)
        duration : duration
        zh 由文字得到时长：年月，或日时
        en a duration from a text: of years and months, or of days and time
        duration("P1Y2M")
        duration("P1DT12H")
        duration("P1Y1D")
        years and months duration : years and months duration
        zh 两个日期之间的整年整月
        en whole years and months between two days
        years and months duration(date("2011-12-22"), date("2013-08-24"))
        years and months duration(null, date("2013-08-24"))
        range : range
        zh 由文字得到范围，两端是常数
        en a range from a text whose ends are constants
        range("[18..65)")
        range("[65..18]")
        not : boolean
        zh 逻辑非
        en logical negation
        not(true)
        not(null)
        ## 文字 strings
        substring : string
        zh 从某个位置起的字符，可限长度；第一个是 1，最后一个是 -1
        en characters from a position, of a length if given; the first is 1, the last -1
        substring("foobar", 3)
        substring("foobar", -2, 1)
        substring("foobar", 0)
        string length : number
        zh 字符（码点）数
        en number of characters (code points)
        string length("活水")
        string length(1)
        upper case : string
        zh 转成大写
        en in upper case
        upper case("aBc4")
        upper case(null)
        lower case : string
        zh 转成小写
        en in lower case
        lower case("aBc4")
        lower case(4)
        substring before : string
        zh 某段文字之前的部分；没有则是空文字
        en what stands before a text; empty if it is not there
        substring before("foobar", "bar")
        substring before("foobar", null)
        substring after : string
        zh 某段文字之后的部分；没有则是空文字
        en what stands after a text; empty if it is not there
        substring after("foobar", "ob")
        substring after(null, "ob")
        contains : boolean
        zh 是否含有某段文字
        en whether a text stands in it
        contains("foobar", "oba")
        contains("foobar", 1)
        starts with : boolean
        zh 是否以某段文字开头
        en whether it begins with a text
        starts with("foobar", "fo")
        starts with(null, "fo")
        ends with : boolean
        zh 是否以某段文字结尾
        en whether it ends with a text
        ends with("foobar", "r")
        ends with("foobar", null)
        string join : string
        zh 把列表里的文字连起来，可带分隔；空值略过
        en joins the texts of a list, with a delimiter if given; nulls are left out
        string join(["a", "b", null], "-")
        string join([1], "-")
        matches : boolean
        zh 是否有一处符合正则表达式（XPath 语法）
        en whether a regular expression (of XPath) matches somewhere
        matches("foobar", "^fo*b")
        matches("FOO", "o", "i")
        matches("a", "(a")
        replace : string
        zh 替换符合正则表达式的各处；$1 是第一组
        en replaces what a regular expression matches; $1 is the first group
        replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")
        replace("abc", "b*", "x")
        split : list<string>
        zh 在符合正则表达式的各处断开
        en breaks a text at what a regular expression matches
        split("a;b;;", ";")
        split("abc", "")
        ## 列表 lists
        list contains : boolean
        zh 是否有这一项；空值也可以
        en whether an item is in the list; null too
        list contains([1, null], null)
        list contains(null, 1)
        count : number
        zh 项数
        en number of items
        count([1, [2, 3]])
        count(null)
        min : Any
        zh 最小的一项
        en the smallest item
        min([3, 1, 2])
        min([])
        max : Any
        zh 最大的一项
        en the largest item
        max("a", "c", "b")
        max(1, "a")
        sum : number
        zh 合计
        en the sum
        sum([1, 2, 3])
        sum([])
        product : number
        zh 连乘积
        en the product
        product(2, 3, 4)
        product([2, null])
        mean : number
        zh 算术平均
        en the arithmetic mean
        mean(1, 2, 6)
        mean([])
        median : number
        zh 中位数；偶数项取中间两项的平均
        en the median; of an even number the mean of the two in the middle
        median([6, 1, 2, 3])
        median([])
        stddev : number
        zh 样本标准差（分母 n − 1）
        en the standard deviation of a sample (n − 1 in the denominator)
        stddev(2, 4, 7, 5)
        stddev([47])
        mode : list<number>
        zh 出现最多的数，升序
        en the most frequent numbers, ascending
        mode([6, 1, 9, 6, 1])
        mode(["a"])
        all : boolean
        zh 是否全为真；有一项为假就是假
        en whether all are true; false if one is false
        all([true, true])
        all([true, null])
        any : boolean
        zh 是否有一项为真
        en whether one is true
        any([false, null, true])
        any([false, null])
        sublist : list
        zh 从某个位置起的项，可限长度
        en items from a position, of a length if given
        sublist([4, 5, 6], 2)
        sublist([4, 5, 6], -2, 1)
        sublist([4, 5, 6], 3, 2)
        append : list
        zh 在末尾加上各项
        en with items added at the end
        append([1], 2, [3])
        append(null, 1)
        concatenate : list
        zh 把列表接起来
        en one list after the other
        concatenate([1, 2], [3])
        concatenate([1], null)
        insert before : list
        zh 在某个位置之前插入
        en with an item inserted before a position
        insert before([1, 3], 2, 2)
        insert before([1, 3], 3, 2)
        remove : list
        zh 去掉某个位置的一项
        en without the item at a position
        remove([1, 2, 3], 2)
        remove([1], 0)
        list replace : list
        zh 换掉某个位置的一项，或函数认定的各项
        en with the item at a position replaced, or those that a function picks
        list replace([2, 4, 7], 3, 6)
        list replace([2, 4, 7], function(item, newItem) item < newItem, 5)
        list replace([1], 2, 3)
        reverse : list
        zh 倒序
        en in reverse order
        reverse([1, 2, 3])
        reverse(null)
        index of : list<number>
        zh 相同的项所在的位置，升序
        en positions of equal items, ascending
        index of([1, 2, 3, 2], 2)
        index of(null, 2)
        union : list
        zh 接起来并去掉重复
        en one after the other, without duplicates
        union([1, 2], [2, 3])
        union([1], null)
        distinct values : list
        zh 去掉重复
        en without duplicates
        distinct values([1, 2, 3, 2, 1])
        distinct values(null)
        flatten : list
        zh 展开里面的列表
        en with the lists inside unfolded
        flatten([[1, 2], [[3]], 4])
        flatten(null)
        sort : list
        zh 排序；函数说明第一项是否在第二项之前
        en sorted; the function tells whether the first item comes before the second
        sort([3, 1, 2], function(x, y) x < y)
        sort(["b", "a"])
        sort([1, "a"])
        ## 数 numbers
        decimal : number
        zh 舍入到小数位数，四舍六入五成双
        en rounded to digits after the point, half to even
        decimal(2.5, 0)
        decimal(1/3, 2)
        decimal(1, 6177)
        floor : number
        zh 向下取整，或到小数位数
        en rounded down, to digits after the point if given
        floor(-1.5)
        floor(1.56, 1)
        floor(null)
        ceiling : number
        zh 向上取整，或到小数位数
        en rounded up, to digits after the point if given
        ceiling(1.5)
        ceiling(-1.56, 1)
        ceiling("1")
        round up : number
        zh 远离零舍入
        en rounded away from zero
        round up(-5.5, 0)
        round up(1, null)
        round down : number
        zh 向零舍入
        en rounded towards zero
        round down(-5.5, 0)
        round down(null, 0)
        round half up : number
        zh 四舍五入，五远离零
        en rounded to the nearest, half away from zero
        round half up(5.5, 0)
        round half up(1, 6177)
        round half down : number
        zh 五舍六入，五向零
        en rounded to the nearest, half towards zero
        round half down(5.5, 0)
        round half down(1, -6112)
        abs : number / duration
        zh 绝对值
        en the absolute value
        abs(-10)
        abs(duration("-PT5H"))
        abs("a")
        modulo : number
        zh 除法余数，符号同除数
        en the remainder of a division, with the sign of the divisor
        modulo(-12, 5)
        modulo(1, 0)
        sqrt : number
        zh 平方根
        en the square root
        sqrt(16)
        sqrt(-1)
        log : number
        zh 自然对数
        en the natural logarithm
        decimal(log(10), 10)
        log(0)
        exp : number
        zh e 的幂
        en e to the power of a number
        decimal(exp(5), 10)
        exp(null)
        odd : boolean
        zh 是否奇数
        en whether it is odd
        odd(5)
        odd(2.5)
        even : boolean
        zh 是否偶数
        en whether it is even
        even(2)
        even(2.5)
        ## 日期和时间 dates and times
        is : boolean
        zh 是否同一个值，时区标记也相同
        en whether both are the same value, down to the mark of the zone
        is(time("23:00:50z"), time("23:00:50"))
        is(1, 1.0)
        now : date and time
        zh 现在（由调用者的时钟，一次求值只读一次）
        en now, by the caller's clock, read once an evaluation
        now() instance of date and time
        now(1)
        today : date
        zh 今天（由调用者的时钟）
        en today, by the caller's clock
        today() instance of date
        today(1)
        day of year : number
        zh 一年的第几天
        en the day of the year
        day of year(date("2019-09-17"))
        day of year(null)
        day of week : string
        zh 星期几，英文名
        en the day of the week, in English
        day of week(date("2019-09-17"))
        day of week("2019-09-17")
        month of year : string
        zh 月份，英文名
        en the month, in English
        month of year(date("2019-09-17"))
        month of year(9)
        week of year : number
        zh 一年的第几周（ISO 8601）
        en the week of the year (ISO 8601)
        week of year(date("2005-01-01"))
        week of year(null)
        ## 上下文 contexts
        get value : Any
        zh 一项的值
        en the value of an entry
        get value({a: 1}, "a")
        get value({a: 1}, "b")
        get entries : list<context>
        zh 各项，写成 key 和 value
        en the entries, as key and value
        get entries({a: 1})
        get entries(null)
        context : context
        zh 由 key 和 value 的列表得到上下文
        en a context from a list of key and value
        context([{key: "a", value: 1}])
        context([{key: "a"}])
        context put : context
        zh 加上或换掉一项；键的列表深入里层
        en with an entry added or replaced; a list of keys reaches inside
        context put({x: 1}, "y", 2)
        context put({x: {y: 0}}, ["x", "y"], 2)
        context put({x: 1}, [], 2)
        context merge : context
        zh 合并，后面的优先
        en merged, the later ones win
        context merge([{x: 1, y: 0}, {y: 2}])
        context merge([1])
        ## 点和范围 points and ranges
        before : boolean
        zh 第一个在第二个之前
        en the first lies before the second
        before(1, [2..5])
        before([1..5], 1)
        before(1, "a")
        after : boolean
        zh 第一个在第二个之后
        en the first lies after the second
        after([5..10], 4)
        after(1, null)
        meets : boolean
        zh 第一个的末端就是第二个的起点
        en the first ends where the second begins
        meets([1..5], [5..10])
        meets([1..5], 5)
        met by : boolean
        zh 第一个的起点就是第二个的末端
        en the first begins where the second ends
        met by([5..10], [1..5])
        met by(5, [1..5])
        overlaps : boolean
        zh 有共同的部分
        en they have a part in common
        overlaps([1..5], [3..8])
        overlaps([1..5], null)
        overlaps before : boolean
        zh 第一个先开始，重叠，并先结束
        en the first begins earlier, overlaps, and ends no later
        overlaps before([1..5], [3..8])
        overlaps before(1, 2)
        overlaps after : boolean
        zh 第一个后结束，重叠，并后开始
        en the first ends later, overlaps, and begins no earlier
        overlaps after([3..8], [1..5])
        overlaps after(1, 2)
        finishes : boolean
        zh 第一个在第二个里面，末端相同
        en the first lies in the second and ends with it
        finishes(10, [1..10])
        finishes([1..10], 10)
        finished by : boolean
        zh 第二个在第一个里面，末端相同
        en the second lies in the first and ends with it
        finished by([1..10], [5..10])
        finished by(10, [1..10])
        includes : boolean
        zh 第二个在第一个里面
        en the second lies in the first
        includes([1..10], 5)
        includes(5, [1..10])
        during : boolean
        zh 第一个在第二个里面
        en the first lies in the second
        during(5, [1..10])
        during([1..10], 5)
        starts : boolean
        zh 第一个在第二个里面，起点相同
        en the first lies in the second and begins with it
        starts(1, [1..10])
        starts([1..10], 1)
        started by : boolean
        zh 第二个在第一个里面，起点相同
        en the second lies in the first and begins with it
        started by([1..10], 1)
        started by(1, [1..10])
        coincides : boolean
        zh 是同一点或同一范围
        en they are the same point or range
        coincides([1..5], [1..5])
        coincides(1, "a")
        """;
}
