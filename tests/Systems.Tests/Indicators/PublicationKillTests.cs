using System.Diagnostics;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>A publisher in a process of its own, killed with SIGKILL in the middle of a publication.</summary>
public sealed class PublicationKillTests
{
    private const string FolderVariable = "HUOSHUI_TEST_PUBLISHER_FOLDER";
    private static readonly DateOnly[] Dates = [new(2025, 3, 31), new(2025, 6, 30)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5, 11)]
    public async Task Nothing_published_is_lost_and_nothing_is_published_by_half(int acknowledgements, int moreMilliseconds)
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-publish-").FullName;
        await using var services = FiguresFixture.Compose(folder);
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(Token);

        var said = await RunAndKillAsync(folder, acknowledgements, moreMilliseconds);

        var standing = await services.GetRequiredService<PublicationDesk>().StandingAsync(Token);
        Assert.Equal(Dates, standing.Select(p => p.AsOf)); // one a date
        Assert.Single(standing.Select(p => p.ValueText).Distinct(StringComparer.Ordinal)); // of the same act
        Assert.InRange(int.Parse(standing[0].ValueText, CultureInfo.InvariantCulture), said, said + 1);
        await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        var all = await context.Set<FigurePublication>().ToListAsync(Token);
        Assert.All(
            all.Where(p => p.State == PublicationState.Revised), p => Assert.Contains(all, next => next.Id == p.ReplacedById));
        Assert.Null((await AuditChain.VerifyAsync(context, Token)).FirstBroken);
        var published = await context.AuditEntries.CountAsync(e => e.Action == "figure.publish", Token);
        Assert.Equal(all.Count(p => p.State is PublicationState.Published or PublicationState.Revised), published);
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The publisher: runs only in a process that a test started.</summary>
    [Fact]
    public async Task Publisher()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            Assert.Skip("Not a test: the publishing process of the test above.");
            return;
        }

        await using var services = FiguresFixture.Compose(folder);
        var desk = services.GetRequiredService<PublicationDesk>();
        var calculator = services.GetRequiredService<FigureCalculator>();
        for (var n = 1; ; n++)
        {
            // One more bank of Hong Kong capital: the figure of both dates is n.
            await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
            context.Add(new Institution { Id = $"HK{n}", NameZh = $"港资{n}行", Kind = "10", Capital = "hongkong", ActiveFrom = Dates[0] });
            await context.SaveChangesAsync(Token);
            var values = new List<FigureValue>();
            foreach (var date in Dates)
                values.Add(await calculator.ValueAsync(FiguresFixture.Figure("O04"), date, null, Token));
            var proposed = await desk.ProposeAsync(values, FiguresFixture.Analyst, Token);
            Assert.True((await desk.ApproveAsync(proposed.Ids, "again", FiguresFixture.Approver, Token)).IsDone);
            await File.AppendAllTextAsync(Path.Combine(folder, "said"), n.ToString(CultureInfo.InvariantCulture) + "\n", Token);
        }
    }

    private static async Task<int> RunAndKillAsync(string folder, int acknowledgements, int moreMilliseconds)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-method", $"{typeof(PublicationKillTests).FullName}.{nameof(Publisher)}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = folder;
        using var publisher = Process.Start(start)!;
        var output = publisher.StandardOutput.ReadToEndAsync(Token);
        try
        {
            for (var tries = 0; Said(folder) < acknowledgements; tries++)
            {
                Assert.False(publisher.HasExited, publisher.HasExited ? await output : null);
                Assert.True(tries < 4000, "The publisher did not publish.");
                await Task.Delay(10, Token);
            }

            await Task.Delay(moreMilliseconds, Token);
        }
        finally
        {
            publisher.Kill(entireProcessTree: true);
            await publisher.WaitForExitAsync(Token);
        }

        return Said(folder);
    }

    private static int Said(string folder)
    {
        var path = Path.Combine(folder, "said");
        if (!File.Exists(path))
            return 0;
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Count(c => c == '\n');
    }
}
