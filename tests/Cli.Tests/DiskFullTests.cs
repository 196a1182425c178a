using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The disk is full: one line that says so, nothing half-done, and everything goes on when there is room.</summary>
public sealed class DiskFullTests
{
    private const int DiskMebibytes = 40;

    // Where 20,000 lines (3 MB) then stop; from the second try on the raw file is kept, so that less is needed.
    private static readonly (string Step, long RoomKibibytes)[] Stops = [("raw", 1_000), ("staging", 4_500), ("parquet", 3_300)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_filing_that_finds_no_room_for_its_facts_leaves_nothing_half_done_and_goes_in_later()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        using var folder = await FilersFolder.CreateAsync(Stop, at: disk.Root);
        var file = folder.Loans(1, 20_000);
        foreach (var (step, room) in Stops)
        {
            disk.LeaveKibibytes(room);
            var refused = await FileAsync(folder, file);
            Assert.True(refused.ExitCode == 1, $"{step}, {room} KiB: {refused}");
            Assert.Contains("磁盘空间", Assert.Single(Lines(refused.Errors)), StringComparison.Ordinal);
            Assert.Empty(Left(folder.Data));
        }

        disk.MakeRoom();
        var filed = await FileAsync(folder, file);
        Assert.True(filed.ExitCode is 0 or 2 && filed.Output.Contains("20,000", StringComparison.Ordinal), filed.ToString());
    }

    [Fact]
    public async Task A_full_store_says_so_and_works_again_when_there_is_room()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        using var folder = await FilersFolder.CreateAsync(Stop, at: disk.Root);
        string[] add = ["user", "add", "wang", "--role", "analyst", "--data", folder.Data];
        disk.LeaveKibibytes(0);

        var refused = await folder.RunAsync(Stop, add);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("磁盘空间", Assert.Single(Lines(refused.Errors)), StringComparison.Ordinal);
        disk.MakeRoom();
        await folder.GoodAsync(Stop, add);
    }

    [Fact]
    public async Task An_upload_that_finds_no_room_keeps_what_arrived_and_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        using var folder = await FilersFolder.CreateAsync(Stop, at: disk.Root);
        var token = await File.ReadAllTextAsync(await folder.TokenFileAsync("machine", "preparer", Stop), Stop);
        await using var portal = await PortalProcess.StartAsync(folder.Data, Stop);
        using var client = new HttpClient { BaseAddress = new Uri(portal.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        var bytes = await File.ReadAllBytesAsync(folder.Loans(1, 20_000), Stop);
        var place = await CreateAsync(client, bytes.Length);
        disk.LeaveKibibytes(1_000);

        using var full = await PatchAsync(client, place, 0, bytes);

        Assert.Equal(HttpStatusCode.InsufficientStorage, full.StatusCode);
        Assert.Contains("FIL1036", await full.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        disk.MakeRoom();
        var offset = long.Parse(full.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
        Assert.InRange(offset, 1, bytes.Length - 1);
        using var rest = await PatchAsync(client, place, offset, bytes[(int)offset..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
    }

    private static Task<Outcome> FileAsync(FilersFolder folder, string file) => folder.RunAsync(
        Stop, "file", "sba7a", file, "--institution", FilersFolder.Lender, "--date", FilersFolder.Date, "--data", folder.Data);

    // Raw files stay by their hash, for the next try; nothing else may.
    private static IEnumerable<string> Left(string data) => Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(data, path))
        .Where(path => !path.StartsWith("operations.", StringComparison.Ordinal)
            && !(path.StartsWith("raw/", StringComparison.Ordinal) && Path.GetFileName(path).Length == 64));

    private static async Task<string> CreateAsync(HttpClient client, long length)
    {
        using var open = new HttpRequestMessage(HttpMethod.Post, "/api/v1/filings")
        {
            Content = JsonContent.Create(new { @return = "sba7a", institution = FilersFolder.Lender, date = FilersFolder.Date }),
        };
        open.Headers.Add("Idempotency-Key", "open");
        using var opened = await client.SendAsync(open, Stop);
        using var filing = JsonDocument.Parse(await opened.Content.ReadAsStringAsync(Stop));
        var id = filing.RootElement.GetProperty("id").GetString()!;
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        create.Headers.Add("Tus-Resumable", "1.0.0");
        create.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        create.Headers.Add("Upload-Metadata", $"filename {Base64("SBA.csv")},filing {Base64(id)}");
        using var created = await client.SendAsync(create, Stop);
        return created.Headers.Location!.ToString();
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string place, long offset, byte[] bytes)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, place) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return client.SendAsync(request, Stop);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
