using System.Diagnostics;
using System.Globalization;
using Huoshui.Systems.Returns;
using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

/// <summary>A filer in a process of its own, killed with SIGKILL in the middle of upload, staging, check or certification.</summary>
public sealed class KillTests
{
    private const string FolderVariable = "HUOSHUI_TEST_FILER_FOLDER";
    private const string UploadVariable = "HUOSHUI_TEST_FILER_UPLOAD";
    private const int UploadBytes = 64 << 20;

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 130)]
    [InlineData(5, 270)]
    [InlineData(6, 55)]
    public async Task Nothing_acknowledged_is_lost_and_nothing_half_done_is_visible(int acknowledgements, int moreMilliseconds)
    {
        await using var house = await OpenAsync();

        var said = await RunAndKillAsync(house, nameof(Filer), null, acknowledgements, moreMilliseconds);

        foreach (var line in said)
            await AssertKeptAsync(house, line.Split(' '));
        await AssertWholeAsync(house);
    }

    [Fact]
    public async Task After_a_kill_the_same_files_go_in()
    {
        await using var house = await OpenAsync();
        await RunAndKillAsync(house, nameof(Filer), null, 2, 40);

        for (var n = 0; n < 4; n++)
        {
            var key = KeyOf(n);
            var result = await house.Get<FilingIntake>().FileAsync(Preparer, key, [house.LoansOf(key.AsOf, ("L1", "1", "4"))], Token);
            Assert.True(result.Filing is not null || result.Notes[0].Code is "FIL1003" or "FIL1009");
        }
    }

    [Fact]
    public async Task An_upload_that_was_killed_goes_on_where_its_bytes_end()
    {
        await using var house = await OpenAsync();
        var filing = await house.Get<FilingOpener>().OpenAsync(Preparer, house.Key, Token);
        var desk = house.Get<UploadDesk>();
        var upload = (await desk.CreateAsync(Preparer, filing.Value!.Id, "TL.csv", UploadBytes, Token)).Value!;

        var said = await RunAndKillAsync(house, nameof(Sender), upload.Id, 3, 15);

        var offset = desk.OffsetOf(upload);
        Assert.True(offset >= long.Parse(said[^1].Split(' ')[1], CultureInfo.InvariantCulture));
        Assert.Equal(PartOutcome.WrongOffset, await desk.AppendAsync(upload, offset + 1, new MemoryStream([1]), null, Token));
        Assert.Equal(PartOutcome.Written, await desk.AppendAsync(
            upload, offset, new MemoryStream(Pattern(offset, (int)(UploadBytes - offset))), null, Token));
        Assert.Equal(Pattern(0, UploadBytes), await File.ReadAllBytesAsync(house.Get<UploadStore>().PathOf(upload.Id), Token));
    }

    /// <summary>The filer: runs only in a process that a test started.</summary>
    [Fact]
    public async Task Filer()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } root)
        {
            Assert.Skip("Not a test: the filing process of the tests above.");
            return;
        }

        await using var house = At(root);
        for (var n = 0; ; n++)
        {
            var rows = Enumerable.Range(0, n + 1).Select(i => ($"L{i}", "100", "4")).ToArray();
            var result = await house.Get<FilingIntake>().FileAsync(Preparer, KeyOf(n), [house.LoansOf(KeyOf(n).AsOf, rows)], Token);
            Say(root, $"uploaded {n} {rows.Length}");
            var id = result.Filing!.Id;
            Good(await house.Desk.DeclareAsync(Preparer, id, "TP", isZero: true, Token));
            Good(await house.Desk.SubmitAsync(Preparer, id, Token));
            Good(await house.Desk.ReviewAsync(Reviewer, id, passes: true, null, Token));
            Good(await house.Desk.SignAsync(Signer, id, signs: true, null, Token));
            Say(root, $"signed {n} {rows.Length}");
            Good(await house.Desk.AcceptAsync(Approver, id, Token));
            Say(root, $"accepted {n} {rows.Length}");
        }
    }

    /// <summary>The sender: runs only in a process that a test started.</summary>
    [Fact]
    public async Task Sender()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } root
            || !Guid.TryParse(Environment.GetEnvironmentVariable(UploadVariable), out var id))
        {
            Assert.Skip("Not a test: the sending process of the tests above.");
            return;
        }

        await using var house = At(root);
        var desk = house.Get<UploadDesk>();
        var upload = (await desk.FindAsync(Preparer, id, Token))!;
        for (long offset = 0; ; offset += 1 << 20)
        {
            Assert.Equal(PartOutcome.Written, await desk.AppendAsync(
                upload, offset, new MemoryStream(Pattern(offset, 1 << 20)), null, Token));
            Say(root, $"sent {offset + (1 << 20)}");
        }
    }

    private static FilingKey KeyOf(int n) => new("tiny", Bank, new DateOnly(2020, 2, 1).AddMonths(n).AddDays(-1));

    private static byte[] Pattern(long offset, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)((offset + i) % 251);
        return bytes;
    }

    private static void Say(string root, string line) => File.AppendAllText(Path.Combine(root, "said"), line + "\n");

    private static async Task AssertKeptAsync(FilingHouse house, string[] said)
    {
        var n = int.Parse(said[1], CultureInfo.InvariantCulture);
        var id = await house.Get<FilingList>().IdOfAsync(Preparer, KeyOf(n), Token);
        var view = await house.Get<FilingList>().FindAsync(Preparer, id!.Value, Token);
        Assert.Equal(long.Parse(said[2], CultureInfo.InvariantCulture), view!.Filing.Table("TL")!.Rows);
        if (said[0] == "signed")
            Assert.Contains(view.Filing.State, new[] { FilingState.Filed, FilingState.Accepted });
        if (said[0] == "accepted")
            Assert.Equal(FilingState.Accepted, view.Filing.State);
    }

    // Whatever is visible is whole: files with their hashes, checks of the tables as they stand, versions with receipts.
    internal static async Task AssertWholeAsync(FilingHouse house)
    {
        await using var context = await house.ContextAsync();
        var folder = house.Get<ReturnsFolder>();
        var facts = await context.Set<FactFile>().ToDictionaryAsync(f => f.Id, Token);
        var checks = await context.Set<FilingCheck>().ToDictionaryAsync(c => c.Id, Token);
        Assert.All(facts.Values, f => Assert.Equal(f.Sha256, DurableFile.Sha256(folder.Absolute(f.Path))));
        Assert.All(checks.Values, c => Assert.Equal(c.FindingsSha256, DurableFile.Sha256(folder.Absolute(c.FindingsPath))));
        foreach (var filing in await context.Set<Filing>().Include(f => f.Tables).ToListAsync(Token))
        {
            Assert.All(filing.Tables.Where(t => t.State == TableState.Uploaded), t => Assert.True(facts.ContainsKey(t.FactFileId!.Value)));
            var versions = await context.Set<FilingVersion>().Include(v => v.Tables)
                .Where(v => v.InstitutionId == filing.InstitutionId && v.AsOf == filing.AsOf).ToListAsync(Token);
            Assert.Equal(filing.VersionNumber, versions.Count);
            Assert.All(versions, v => Assert.Equal(2, v.Tables.Count));
            Assert.Equal(filing.State == FilingState.Accepted, versions.Exists(v => v.AcceptedAt is not null));
            Assert.Equal(versions.Count, await context.Set<FilingReceipt>().CountAsync(r => r.FilingId == filing.Id, Token));
        }
    }

    internal static async Task<IReadOnlyList<string>> RunAndKillAsync(
        FilingHouse house, string method, Guid? upload, int acknowledgements, int moreMilliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"{typeof(KillTests).FullName}.{method}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[FolderVariable] = house.Root;
        start.Environment[UploadVariable] = upload?.ToString() ?? string.Empty;
        using var filer = Process.Start(start)!;
        var output = filer.StandardOutput.ReadToEndAsync(Token);
        _ = filer.StandardError.ReadToEndAsync(Token);
        try
        {
            for (var tries = 0; Said(house).Count < acknowledgements; tries++)
            {
                Assert.False(filer.HasExited, filer.HasExited ? await output : null);
                Assert.True(tries < 4000, "The filer did not file.");
                await Task.Delay(10, Token);
            }

            await Task.Delay(moreMilliseconds, Token);
        }
        finally
        {
            filer.Kill(entireProcessTree: true);
            await filer.WaitForExitAsync(Token);
        }

        return Said(house);
    }

    private static List<string> Said(FilingHouse house)
    {
        var path = Path.Combine(house.Root, "said");
        if (!File.Exists(path))
            return [];
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
