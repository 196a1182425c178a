using System.Text;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Import;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>A register of entities to visit: good rows in, bad rows told, nothing doubled, and everything counted.</summary>
public sealed class ImportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Good_rows_go_in_and_each_bad_row_is_told_with_its_line_and_column(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        await house.VisitedAsync(VisitHouse.Firm(1));
        var text = "\uFEFF街道代码,名称,统一社会信用代码,备注\r\n"
            + $"{VisitHouse.Street},王记小吃店,{VisitHouse.UsciOf(11)},x\r\n"
            + $"{VisitHouse.Street},\"李记,\n分店\",{VisitHouse.UsciOf(12)},x\r\n" // a control character
            + $"{VisitHouse.OtherStreet},坏码店,91440300000000000X,x\r\n"
            + $"440106001,广州店,{VisitHouse.UsciOf(13)},x\r\n"
            + $"{VisitHouse.Street},王记又一家,{VisitHouse.UsciOf(11)},x\r\n"
            + ",,,\r\n"
            + $"{VisitHouse.Street},少一列,{VisitHouse.UsciOf(14)}\r\n"
            + $"{VisitHouse.Street},,{VisitHouse.UsciOf(15)},x\r\n"
            + $"{VisitHouse.OtherStreet},单小店,440301199003070035,x\r\n"
            + $"{VisitHouse.Street},第1商行,{VisitHouse.UsciOf(1)},x\r\n";
        var run = await ImportedAsync(house, VisitHouse.Regulator, text);
        Assert.Equal((9, 2, 0, 1, 6), (run.Rows, run.Added, run.Changed, run.Unchanged, run.Rejected));
        var report = await house.Get<ImportList>().ReportAsync(VisitHouse.Regulator, run.Id, Token);
        Assert.Equal(
            ["3,名称 name,VIS1012", "5,代码 code,VIS1005", "6,街道 street,VIS1006", "7,代码 code,VIS1055", "9,*,VIS1054", "10,名称 name,VIS1011"],
            report!.Split("\r\n")[1..^1].Select(l => string.Join(',', l.Split(',')[..3])));
        Assert.DoesNotContain("440301199003070035", report);
        Assert.Contains("在第 2 行已经有了", report);
        await CountedAsync(house);
        var funnel = await house.Get<VisitFunnel>().OfAsync(VisitHouse.Regulator, Token);
        Assert.Equal(1, funnel.Sum(f => f.Entities[FunnelStage.Visited])); // what nobody visited counts nowhere
        Assert.Equal(["王记小吃店"], await ToVisitAsync(house, VisitHouse.Officer));
        var found = new EntityQuery(null, null, null, new PageRequest(Search: "wangji"));
        Assert.Equal(1, (await house.Get<EntityList>().PageAsync(VisitHouse.Officer, found, Token)).Total);
        await house.VisitedAsync(VisitHouse.Firm(11));
        Assert.Empty(await ToVisitAsync(house, VisitHouse.Officer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_import_that_was_stopped_is_run_again_and_nothing_is_doubled(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var rows = EntityImport.RowsOfBatch + 700;
        var text = "code,name,street\n" + string.Concat(Enumerable.Range(1, rows).Select(
            n => $"{VisitHouse.UsciOf(n)},第{n}户,{(n % 2 == 0 ? VisitHouse.Street : VisitHouse.OtherStreet)}\n"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var told = new Stop(stop);
        using var first = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => house.Get<EntityImport>().RunAsync(VisitHouse.Regulator, first, "a.csv", told, stop.Token));
        await CountedAsync(house);
        var run = await ImportedAsync(house, VisitHouse.Regulator, text);
        Assert.Equal((rows, 700, EntityImport.RowsOfBatch, 0), (run.Rows, run.Added, run.Unchanged, run.Rejected));
        run = await ImportedAsync(house, VisitHouse.Regulator, text);
        Assert.Equal((0, rows), (run.Added, run.Unchanged));
        await CountedAsync(house);
        Assert.Equal(rows / 2, (await house.Get<EntityList>().PageAsync(
            VisitHouse.Officer, new EntityQuery(null, VisitSteps.First, null, new PageRequest()), Token)).Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_register_has_anew_is_changed_with_its_cases_and_a_team_changes_its_district_only(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var one = await house.AcceptedAsync(VisitHouse.Firm(1), "B1");
        await house.VisitedAsync(VisitHouse.Firm(2, VisitHouse.OtherStreet), "need", VisitHouse.FarOfficer);
        var text = $"usci,name,street\n{VisitHouse.UsciOf(1)},新名商行,{VisitHouse.SecondStreet}\n{VisitHouse.UsciOf(2)},抢来的,{VisitHouse.Street}\n"
            + $"{VisitHouse.UsciOf(3)},别区的,{VisitHouse.OtherStreet}\n";
        var run = await ImportedAsync(house, VisitHouse.Team, text);
        Assert.Equal((0, 1, 2), (run.Added, run.Changed, run.Rejected));
        Assert.Contains("3,代码 code,VIS1056", run.Report);
        Assert.Contains("4,街道 street,VIS1056", run.Report);
        await CountedAsync(house);
        Assert.Equal(VisitHouse.SecondStreet, (await house.List.CaseAsync(VisitHouse.Team, one.Id, Token))!.StreetCode);
        run = await ImportedAsync(house, VisitHouse.Regulator, text.Replace(VisitHouse.SecondStreet, VisitHouse.OtherStreet, StringComparison.Ordinal));
        Assert.Equal((1, 2, 0), (run.Added, run.Changed, run.Rejected));
        await CountedAsync(house);
        Assert.NotNull(await house.List.CaseAsync(VisitHouse.FarTeam, one.Id, Token));
        Assert.Null(await house.List.CaseAsync(VisitHouse.Team, one.Id, Token));
    }

    [Fact]
    public async Task A_file_without_the_columns_is_refused_whole_and_one_that_breaks_off_is_told()
    {
        await using var house = await VisitHouse.OpenAsync();
        var import = house.Get<EntityImport>();
        foreach (var text in new[] { "", "code,name\n1,2\n", "\0\0\0", "{\"code\": 1}" })
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            VisitHouse.Refused("VIS1053", await import.RunAsync(VisitHouse.Regulator, stream, "x", null, Token));
        }

        using var any = new MemoryStream(Encoding.UTF8.GetBytes(EntityFile.Template));
        VisitHouse.Refused("VIS1002", await import.RunAsync(VisitHouse.Officer, any, "x", null, Token));
        VisitHouse.Refused("VIS1002", await import.RunAsync(VisitHouse.Banker("B1"), any, "x", null, Token));
        var broken = $"code,name,street\n{VisitHouse.UsciOf(1)},好的,{VisitHouse.Street}\n{VisitHouse.UsciOf(2)},\"不关{new string('字', EntityFile.LongestCell + 1)}\n";
        var run = await ImportedAsync(house, VisitHouse.Regulator, broken);
        Assert.Equal((1, 1), (run.Added, run.Rejected));
        Assert.Contains("VIS1054", run.Report);
        var gbk = "code,name,street\n"u8.ToArray().Concat(Encoding.ASCII.GetBytes(VisitHouse.UsciOf(3))).Concat<byte>([(byte)',', 0xCD, 0xF5, (byte)',']).Concat(Encoding.ASCII.GetBytes(VisitHouse.Street));
        using var wrong = new MemoryStream([.. gbk]);
        Assert.Contains("VIS1054", VisitHouse.Done(await import.RunAsync(VisitHouse.Regulator, wrong, "../../etc/x\n.csv", null, Token)).Report);
        Assert.Equal("x.csv", (await house.Get<ImportList>().LatestAsync(VisitHouse.Regulator, Token))[0].FileName);
        Assert.Empty(await house.Get<ImportList>().LatestAsync(VisitHouse.Team, Token));
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<int>
    {
        public void Report(int value) => source.Cancel();
    }

    private static async Task<EntityImportRun> ImportedAsync(VisitHouse house, Viewer viewer, string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return VisitHouse.Done(await house.Get<EntityImport>().RunAsync(viewer, stream, "名册.csv", null, Token));
    }

    private static async Task<IEnumerable<string>> ToVisitAsync(VisitHouse house, Viewer viewer) =>
        (await house.Get<EntityList>().PageAsync(viewer, new EntityQuery(null, VisitSteps.First, null, new PageRequest()), Token)).Rows.Select(r => r.Entity.Name);

    private static async Task CountedAsync(VisitHouse house) =>
        Assert.Empty((await house.Get<VisitRecount>().CompareAsync(Token)).Differences);
}
