using System.Globalization;
using Huoshui.Registry;
using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>Entities of a city, the same for the same number: firms and shops with right codes, one in ten a person.
/// Thread safe.</summary>
internal sealed class BenchRegister(IReadOnlyList<Street> streets, IReadOnlyDictionary<string, string> districts)
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly string[] Surnames =
        ["王", "李", "张", "单", "曾", "区", "陈", "黄", "林", "吕", "解", "查", "周", "吴", "郑", "朱"];

    private static readonly string[] Given =
        ["记", "氏", "家", "小明", "建国", "丽华", "海涛", "晓燕", "志强", "春生", "美玲", "伟", "静", "德福", "永昌", "兴旺"];

    private static readonly string[] Brands =
        ["云帆", "鹏程", "蓝海", "启航", "金石", "华创", "天和", "瑞丰", "微光", "星河", "博远", "宏图", "致远", "汇通", "联达", "新锐"];

    private static readonly string[] Trades =
        ["小吃店", "茶叶商行", "五金店", "花店", "便利店", "电子商行", "面馆", "服装店", "理发店", "药房", "水果店", "文具店"];

    private static readonly string[] Firms =
        ["科技有限公司", "贸易有限公司", "电子股份有限公司", "物流有限公司", "文化传播有限公司", "供应链管理有限公司"];

    /// <summary>管理区 of the streets.</summary>
    public IEnumerable<string> Districts => districts.Keys;

    /// <summary>Whether it is a person.</summary>
    public static bool IsPerson(int n) => n % 10 == 9;

    /// <summary>The street; four neighbours in number are of one, so that there is something to merge.</summary>
    public Street StreetOf(int n) => streets[(int)(Mixed(n / 4) % (ulong)streets.Count)];

    /// <summary>The name.</summary>
    public string NameOf(int n)
    {
        var dice = Mixed(n);
        string Of(string[] all, int shift) => all[(int)((dice >> shift) % (ulong)all.Length)];
        if (IsPerson(n))
            return Of(Surnames, 3) + Of(Given, 9);
        var digits = (dice >> 40) % 3 == 0 ? (dice % 1000).ToString(CultureInfo.InvariantCulture) : string.Empty;
        return dice % 5 < 2
            ? "深圳市" + Of(Brands, 5) + Of(Brands, 11) + digits + Of(Firms, 17)
            : districts[StreetOf(n).DistrictCode] + Of(Surnames, 5) + Of(Given, 11) + digits + Of(Trades, 17);
    }

    /// <summary>The id.</summary>
    public static Guid IdOf(int n) => new(n, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>统一社会信用代码, its check characters right.</summary>
    public static string UsciOf(int n)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{n + 10_000_000:D8}");
        int[] weights = [3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 11 - (body.Select((c, i) => (c - '0') * weights[i]).Sum() % 11);
        var code = "91440300" + body + (sum == 10 ? 'X' : sum == 11 ? '0' : (char)('0' + sum));
        var (weight, total) = (1, 0);
        foreach (var c in code)
        {
            total += Alphabet.IndexOf(c, StringComparison.Ordinal) * weight;
            weight = weight * 3 % 31;
        }

        return code + Alphabet[(31 - (total % 31)) % 31];
    }

    /// <summary>The entity, as it was recorded at an instant.</summary>
    public VisitedEntity Of(int n, DateTimeOffset at, int? mergedInto) => new()
    {
        Id = IdOf(n),
        RootId = IdOf(mergedInto ?? n),
        MergedIntoId = mergedInto is { } into ? IdOf(into) : null,
        Usci = IsPerson(n) ? null : UsciOf(n),
        PersonKey = IsPerson(n) ? string.Create(CultureInfo.InvariantCulture, $"bench-{n}") : null,
        Name = NameOf(n),
        StreetCode = StreetOf(n).Code,
        DistrictCode = StreetOf(n).DistrictCode,
        AddedAt = at,
        Revision = 1,
    };

    /// <summary>A number that looks drawn: SplitMix64 (Steele, Lea, Flood 2014).</summary>
    public static ulong Mixed(int n)
    {
        unchecked
        {
            var z = ((ulong)n + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
