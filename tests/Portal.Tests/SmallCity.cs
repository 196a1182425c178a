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

    private const string WrongIncome = "约壹拾贰万叁仟元整";
    private const string WrongBirth = "壬申年腊月初八";
    private const string WrongCard = "440390199212030099";
    private const string Return = "onetable";
    private static readonly string[] Banks =
    [
        Planted, "B9003H244030000", "B9004H244030000", "B9007H244030000", "B9008H244030000", "B9010H244030000", Other, Own,
    ];

    /// <summary>The date that everybody but <see cref="Own"/> has filed.</summary>
    public static DateOnly Last { get; } = new(2025, 6, 30);

    public static DateOnly Before { get; } = new(2024, 12, 31);

    /// <summary>Names of its banks.</summary>
    public static readonly string[] BankNames = ["嘉禾农业银行", "中衡工商银行", "安盛平和银行", "微澜网络银行", "鹏城农村商业银行", "通衢交通银行"];

    /// <summary>Address of the open filing of <see cref="Planted"/>.</summary>
    public string PlantedOpen { get; private set; } = string.Empty;

    /// <summary>Address of the accepted filing of <see cref="Planted"/>.</summary>
    public string PlantedAccepted { get; private set; } = string.Empty;

    private string City => Path.Combine(folder, "city");

    public async Task MakeAsync()
    {
        CityGenerator.Generate(new CityOptions(0.001m, 7, City), PolicyLibrary.FindFolder());
        var registry = services.GetRequiredService<InstitutionRegistry>();
        var report = await registry.ImportAsync(Path.Combine(City, "institutions.csv"), "测试", CancellationToken.None);
        Assert.Empty(report.Diagnostics);
        await registry.DeclareAsync([.. Rules(Before, until: Before), .. Rules(Last, until: null)], "测试", CancellationToken.None);
        await FileAsync(Before, [.. Banks.Where(bank => bank != Planted)]);
        await FileAsync(Last, [.. Banks.Where(bank => bank != Own)]);
        await PlantAsync();
    }

    /// <summary>What is personal in the filings of <see cref="Planted"/>, in clear; values of three letters and more.</summary>
    public async Task<IReadOnlyList<string>> SecretsAsync()
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal) { WrongIncome, WrongBirth, WrongCard };
        foreach (var (table, fields) in Confidential)
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(City, "filings", Return, $"{Last:yyyy-MM-dd}", Planted, table + ".csv"));
            var header = lines[0].TrimStart('\uFEFF').Split(',').ToList();
            secrets.UnionWith(lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == header.Count)
                .SelectMany(cells => fields.Select(field => cells[header.IndexOf(field)])).Where(value => value.Length > 2));
        }

        return [.. secrets];
    }

    // Errors in fields of persons: an identity card with a wrong digit, amounts and dates in words, a file without its header.
    private async Task PlantAsync()
    {
        var header = "B050001,B050002,B050003,B050004,B050005,B050012,B050014,B050022,B050024,B050031,B050036";
        var row = $"KH090000012933,{Planted},陈艳玲,01,{WrongCard},{WrongBirth},19928686063,{WrongIncome},深圳市南山区招商街道34号,CHN,{Before:yyyy-MM-dd}";
        var good = Path.Combine(folder, "B05.csv");
        await File.WriteAllTextAsync(good, header + "\n" + row + "\n");
        var headless = Path.Combine(folder, "B04.csv");
        await File.WriteAllTextAsync(headless, $"KH1,{Planted},,王艳燕,0101,440390199503270015,10,深圳市坪山区旺园服务部\n");
        var intake = services.GetRequiredService<FilingIntake>();
        foreach (var file in new[] { good, headless })
        {
            var sent = new SentFiling(Planted, [new SentFile(file, Path.GetFileName(file))]);
            await intake.FileManyAsync(Viewer.Operator("测试"), Return, Before, [sent], CancellationToken.None);
        }

        var list = services.GetRequiredService<FilingList>();
        var page = await list.PageAsync(Viewer.Operator("测试"), new FilingQuery { ReturnId = Return, Limit = 100 }, CancellationToken.None);
        string Address(DateOnly date) => $"/filings/{page.Rows.Single(row => row.Filing.InstitutionId == Planted && row.Filing.AsOf == date).Filing.Id}";
        (PlantedOpen, PlantedAccepted) = (Address(Before), Address(Last));
    }

    /// <summary>Publishes every figure that has a value.</summary>
    public async Task PublishAsync()
    {
        var values = await services.GetRequiredService<FigureCalculator>().AllAsync(null, null, CancellationToken.None);
        var desk = services.GetRequiredService<PublicationDesk>();
        var proposed = await desk.ProposeAsync([.. values.Where(value => value.Value is not null)], Person("analyst", Roles.Analyst, null), CancellationToken.None);
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
