using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Registry.Tests;

public sealed class InstitutionTests
{
    private const string Header = "Id,NameZh,NameEn,Kind,ParentId,IsLocalLegalPerson,ActiveFrom,ActiveTo";

    [Fact]
    public async Task What_is_exported_imports_unchanged()
    {
        await using var registry = await TestRegistry.FilledAsync();
        using var file = new MemoryStream();
        await registry.Institutions.ExportAsync(file, TestRegistry.Token);
        file.Position = 0;
        var report = await registry.Institutions.ImportAsync(file, "tester", new DateOnly(2025, 6, 30), TestRegistry.Token);
        Assert.Equal((0, 0, 3), (report.Added, report.Changed, report.Unchanged));
    }

    [Fact]
    public async Task An_export_begins_with_a_byte_order_mark_and_the_columns()
    {
        await using var registry = await TestRegistry.FilledAsync();
        using var file = new MemoryStream();
        await registry.Institutions.ExportAsync(file, TestRegistry.Token);
        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.StartsWith("\uFEFF" + string.Join(',', InstitutionCsv.Columns), text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_columns_are_the_properties() => Assert.Equal(
        typeof(Institution).GetProperties().Select(p => p.Name), InstitutionCsv.Columns);

    [Fact]
    public async Task A_change_is_kept_with_its_day()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await registry.ImportAsync($"{Header}\nB0001,甲股份银行,Bank A,03,,true,2010-01-01,", new DateOnly(2025, 3, 1));
        var before = await registry.Institutions.ListAsync(new DateOnly(2025, 2, 28), TestRegistry.Token);
        var after = await registry.Institutions.ListAsync(new DateOnly(2025, 3, 1), TestRegistry.Token);
        Assert.Equal(("甲银行", "甲股份银行"), (before.Single(i => i.Id == "B0001").NameZh, after.Single(i => i.Id == "B0001").NameZh));
    }

    [Fact]
    public async Task A_closed_institution_is_no_longer_active()
    {
        await using var registry = await TestRegistry.FilledAsync();
        var ids = (await registry.Institutions.ListAsync(new DateOnly(2025, 1, 1), TestRegistry.Token)).Select(i => i.Id);
        Assert.Equal(["B0001", "B0002"], ids);
    }

    [Fact]
    public async Task Its_last_day_is_still_active()
    {
        await using var registry = await TestRegistry.FilledAsync();
        Assert.True((await registry.Institutions.FindAsync("I0001", TestRegistry.Token))!.IsActive(new DateOnly(2024, 12, 31)));
    }

    [Fact]
    public async Task A_column_that_is_not_in_the_file_is_emptied_and_kept_in_the_history()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await registry.ImportAsync($"{Header}\nB0001,甲银行,Bank A,03,,true,2010-01-01,");
        var change = Assert.Single(await registry.Institutions.HistoryAsync("B0001", TestRegistry.Token));
        Assert.Equal(("Capital", "mainland", null), (change.Field, change.Before, change.After));
    }

    [Theory]
    [InlineData("A1,甲,A,03,,true,2010-13-01,", "yyyy-MM-dd")]
    [InlineData("../etc,甲,A,03,,true,2010-01-01,", "letters")]
    [InlineData(",甲,A,03,,true,2010-01-01,", "Id is empty")]
    [InlineData("A1,,A,03,,true,2010-01-01,", "NameZh is empty")]
    [InlineData("A1,甲,A,03,NONE,true,2010-01-01,", "NONE")]
    [InlineData("A1,甲,A,03,,true,2010-01-01,\nA1,乙,B,03,,true,2010-01-01,", "twice")]
    public async Task A_faulty_line_imports_nothing_and_says_why(string lines, string because)
    {
        await using var registry = await TestRegistry.OpenAsync();
        var report = await registry.ImportAsync($"{Header}\nGOOD,好,Good,03,,true,2010-01-01,\n{lines}");
        Assert.Contains(report.Diagnostics, d => d.Message.En.Contains(because, StringComparison.Ordinal));
        Assert.Empty(await registry.Institutions.ListAsync(TestRegistry.Token));
    }

    [Fact]
    public async Task An_unknown_column_is_refused()
    {
        await using var registry = await TestRegistry.OpenAsync();
        var report = await registry.ImportAsync($"{Header},Colour\nA1,甲,A,03,,true,2010-01-01,,red");
        Assert.Contains("Colour", Assert.Single(report.Diagnostics).Message.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u007fELF\u0002\u0001\0\0,a\nb", "save it as CSV in UTF-8")]
    [InlineData("PK\u0003\u0004\u0014\nb", "save it as CSV in UTF-8")]
    [InlineData("Id,NameZh,Kind,ActiveFrom,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxyyyyy\nb", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… is not known")]
    public async Task What_is_no_text_is_told_in_one_line_without_its_bytes(string file, string because)
    {
        await using var registry = await TestRegistry.OpenAsync();
        var message = Assert.Single((await registry.ImportAsync(file)).Diagnostics).Message;
        Assert.Contains(because, message.En, StringComparison.Ordinal);
        Assert.DoesNotContain(message.Zh, char.IsControl);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        await using var registry = await TestRegistry.OpenAsync();
        Assert.Single((await registry.ImportAsync(string.Empty)).Diagnostics);
    }

    [Fact]
    public async Task An_import_is_audited_once()
    {
        await using var registry = await TestRegistry.FilledAsync();
        await using var context = registry.Context();
        var entry = await context.AuditEntries.SingleAsync(TestRegistry.Token);
        Assert.Equal(("tester", "institution.import"), (entry.Actor, entry.Action));
    }

    [Fact]
    public async Task Five_hundred_institutions_import_within_five_seconds()
    {
        await using var registry = await TestRegistry.FilledAsync();
        var lines = Enumerable.Range(0, 500).Select(i => $"M{i:D4},机构{i},M {i},03,,true,2010-01-01,");
        var clock = Stopwatch.StartNew();
        var report = await registry.ImportAsync($"{Header}\n{string.Join('\n', lines)}");
        Assert.Equal(500, report.Added);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
    }
}
