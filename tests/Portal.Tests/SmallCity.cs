using System.IO.Compression;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.City;
using Huoshui.Systems.Indicators;
using Huoshui.Systems.Returns;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>
/// Some banks of the generated city, filed through the real pipeline for two dates; <see cref="Own"/> has still to file the second one.
/// What can be computed then is published.
/// </summary>
internal sealed class SmallCity(IServiceProvider services, string folder)
{
    public const string Own = "B9031S244030000";
    public const string Other = "B9030H244030000";

    /// <summary>The bank whose customers are looked for: its filing of <see cref="Last"/> is accepted; that of <see cref="Before"/> is open
    /// and full of errors in fields of persons.</summary>
    public const string Planted = "B9009H244030000";

    /// <summary>Fields of persons and customers by table.</summary>
    private static readonly Dictionary<string, string[]> Confidential = new(StringComparer.Ordinal)
    {
        ["B01"] = ["B010003", "B010004", "B010032", "B010034", "B010031", "B010029"],
        ["B04"] = ["B040003", "B040005", "B040032", "B040033", "B040022"],
        ["B05"] = ["B050003", "B050005", "B050014", "B050024"],
    };

    // What stands in the first row of the open filing instead.
    private static readonly Dictionary<string, string> Wrong = new(StringComparer.Ordinal)
    {
        ["B010004"] = "91440303HXN21XB7ZZ",
        ["B010031"] = "电话零柒伍伍捌捌玖玖",
        ["B010032"] = string.Concat(Enumerable.Repeat("种植人名", 60)),
        ["B040032"] = "手机壹叁玖捌柒陆伍肆",
        ["B040003"] = string.Concat(Enumerable.Repeat("栽种姓名", 60)),
    };

    private const string Return = "onetable";
    private static readonly string[] Banks =
    [
        Planted, "B9003H244030000", "B9004H244030000", "B9007H244030000", "B9008H244030000", "B9010H244030000", Other, Own,
    ];

    /// <summary>The date that everybody but <see cref="Own"/> has filed.</summary>
    public static DateOnly Last { get; } = new(2025, 6, 30);

    public static DateOnly Before { get; } = new(2024, 12, 31);

    /// <summary>The name of one of the banks: HTML that must stay text wherever it is shown.</summary>
    public const string HtmlName = "通衢<img src=x onerror=window.broken=1>银行";

    /// <summary>Names of its banks.</summary>
    public static readonly string[] BankNames = ["嘉禾农业银行", "中衡工商银行", "安盛平和银行", "微澜网络银行", OwnName, "通衢"];

    /// <summary>The name of <see cref="Own"/>.</summary>
    public const string OwnName = "鹏城农村商业银行";

    /// <summary>Address of the open filing of <see cref="Planted"/>.</summary>
    public string PlantedOpen { get; private set; } = string.Empty;

    /// <summary>Address of the accepted filing of <see cref="Planted"/>.</summary>
    public string PlantedAccepted { get; private set; } = string.Empty;

    private string City => Path.Combine(folder, "city");

    public async Task MakeAsync()
    {
        CityGenerator.Generate(new CityOptions(0.001m, 7, City), PolicyLibrary.FindFolder());
        var registry = services.GetRequiredService<InstitutionRegistry>();
        var institutions = Path.Combine(City, "institutions.csv");
        await File.WriteAllTextAsync(institutions, (await File.ReadAllTextAsync(institutions)).Replace("通衢交通银行深圳分行", HtmlName, StringComparison.Ordinal));
        var report = await registry.ImportAsync(institutions, "测试", CancellationToken.None);
        Assert.Empty(report.Diagnostics);
        await registry.DeclareAsync([.. Rules(Before, until: Before), .. Rules(Last, until: null)], "测试", CancellationToken.None);
        await FileAsync(Before, [.. Banks.Where(bank => bank != Planted)]);
        await FileAsync(Last, [.. Banks.Where(bank => bank != Own)]);
        await PlantAsync();
    }

    /// <summary>What is personal in the filings of <see cref="Planted"/>, in clear; values of three letters and more.</summary>
    public async Task<IReadOnlyList<string>> SecretsAsync()
    {
        var secrets = new HashSet<string>(Wrong.Values, StringComparer.Ordinal);
        foreach (var (table, fields) in Confidential)
        {
            var lines = await File.ReadAllLinesAsync(Files("filings", Planted, Last).Single(file => Path.GetFileNameWithoutExtension(file) == table));
            var header = lines[0].TrimStart('\uFEFF').Split(',').ToList();
            secrets.UnionWith(lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == header.Count)
                .SelectMany(cells => fields.Select(field => cells[header.IndexOf(field)])).Where(value => value.Length > 2));
        }

        return [.. secrets];
    }

    // Errors in fields of persons and customers, whose findings hold the value; and a file without its header.
    private async Task PlantAsync()
    {
        var wrong = Directory.CreateDirectory(Path.Combine(folder, "wrong")).FullName;
        var files = Files("filings", Planted, Before);
        foreach (var file in files)
        {
            var table = Path.GetFileNameWithoutExtension(file);
            var lines = await File.ReadAllLinesAsync(file);
            var header = lines[0].TrimStart('\uFEFF').Split(',').ToList();
            var cells = lines[1].Split(',');
            foreach (var (field, value) in Wrong.Where(one => header.Contains(one.Key)))
                cells[header.IndexOf(field)] = value;
            lines[1] = string.Join(',', cells);
            await File.WriteAllLinesAsync(Path.Combine(wrong, table + ".csv"), lines);
        }

        var headless = Path.Combine(folder, "B04.csv");
        await File.WriteAllTextAsync(headless, $"KH1,{Planted},,王艳燕,0101,440390199503270015,10,深圳市坪山区旺园服务部\n");
        var intake = services.GetRequiredService<FilingIntake>();
        foreach (var sent in new[] { [.. Directory.GetFiles(wrong)], new[] { headless } })
        {
            await intake.FileManyAsync(
                Viewer.Operator("测试"), Return, Before,
                [new SentFiling(Planted, [.. sent.Select(file => new SentFile(file, Path.GetFileName(file)))])], CancellationToken.None);
        }

        var list = services.GetRequiredService<FilingList>();
        var page = await list.PageAsync(Viewer.Operator("测试"), new FilingQuery { ReturnId = Return, Limit = 100 }, CancellationToken.None);
        string Address(DateOnly date) => $"/filings/{page.Rows.Single(row => row.Filing.InstitutionId == Planted && row.Filing.AsOf == date).Filing.Id}";
        (PlantedOpen, PlantedAccepted) = (Address(Before), Address(Last));
    }

    /// <summary>Publishes every figure that has a value and behind which enough stand.</summary>
    public async Task PublishAsync()
    {
        var live = services.GetRequiredService<LiveFigures>();
        var values = (await live.AllAsync(CancellationToken.None)).ToList();
        foreach (var figure in values.Where(value => value.Figure.Id is "T05" or "I03").Select(value => value.Figure).ToList())
            values.AddRange((await live.SeriesAsync(figure, CancellationToken.None)).Where(point => point.AsOf == Before));
        var desk = services.GetRequiredService<PublicationDesk>();
        var analyst = Person("analyst", Roles.Analyst, null);
        var proposed = await desk.ProposeAsync(values, analyst, CancellationToken.None);
        values.RemoveAll(value => proposed.TooSmall.Contains((value.Figure.Id, value.AsOf)));
        proposed = await desk.ProposeAsync(values, analyst, CancellationToken.None);
        Assert.True(proposed.IsDone);
        Assert.True((await desk.ApproveAsync(proposed.Ids, "测试发布", Person("approver", Roles.Approver, null), CancellationToken.None)).IsDone);
    }

    /// <summary>The files of a bank, as it would send them: one zip.</summary>
    /// <param name="kind"><c>filings</c> or <c>dirty</c>.</param>
    /// <param name="bank">Whose.</param>
    /// <param name="change">Changes a file's text by its name; null leaves all as they are.</param>
    public string Zip(string kind, string bank, Func<string, string, string>? change = null)
    {
        var path = Path.Combine(folder, $"{(kind == "dirty" ? "初报" : "更正")}-{bank}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var file in Files(kind, bank, Last))
        {
            var name = Path.GetFileName(file);
            using var entry = new StreamWriter(zip.CreateEntry(name).Open());
            var text = File.ReadAllText(file);
            entry.Write(change is null ? text : change(name, text));
        }

        return path;
    }

    private string[] Files(string kind, string bank, DateOnly date) =>
        Directory.GetFiles(Path.Combine(City, kind, Return, $"{date:yyyy-MM-dd}", bank)).Order(StringComparer.Ordinal).ToArray();

    private List<string> Tables(DateOnly date) =>
    [
        .. Banks.SelectMany(bank => Files("filings", bank, date)).Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private IEnumerable<ProfileRule> Rules(DateOnly from, DateOnly? until)
    {
        ProfileRule Rule(string? institution, string? table, Duty duty) => new()
        {
            Id = Guid.CreateVersion7(),
            ReturnId = Return,
            InstitutionId = institution,
            Table = table,
            Duty = duty,
            From = from,
            To = until,
            Source = "测试",
        };
        return
        [
            .. Banks.Select(bank => Rule(bank, null, Duty.Due)), Rule(null, ProfileRule.AllTables, Duty.NotApplicable),
            .. Tables(from).Select(table => Rule(null, table, Duty.Due)),
        ];
    }

    private async Task FileAsync(DateOnly date, IReadOnlyList<string> banks)
    {
        var due = Tables(date);
        var sent = banks.Select(bank =>
        {
            var files = Files("filings", bank, date);
            return new SentFiling(bank, [.. files.Select(file => new SentFile(file, Path.GetFileName(file)))])
            {
                ZeroTables = [.. due.Except(files.Select(Path.GetFileNameWithoutExtension), StringComparer.Ordinal)!],
            };
        });
        var taken = await services.GetRequiredService<FilingIntake>()
            .FileManyAsync(Viewer.Operator("测试"), Return, date, [.. sent], CancellationToken.None);
        Assert.DoesNotContain(taken, result => result.Filing is null);
        var result = await services.GetRequiredService<FilingBatch>()
            .CertifyAndAcceptAsync(Return, date, People, "测试数据：已核对。", CancellationToken.None);
        Assert.True(result.Blocked.Count == 0, string.Join('\n', result.Blocked.SelectMany(one => one.Why).Select(why => why.ToLine("zh"))));
    }

    private static BatchPeople People(string institution) => new(
        Person("甲", Roles.Preparer, institution), Person("乙", Roles.Reviewer, institution), Person("丙", Roles.Signer, institution),
        Person("丁", Roles.Approver, null));

    private static Viewer Person(string name, string role, string? institution) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);
}
