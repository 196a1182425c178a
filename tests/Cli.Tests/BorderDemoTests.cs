using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui border demo</c>: the story comes out as it should, and its processes end with it, however it ends.</summary>
public sealed class BorderDemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-border-demo-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Issue_carry_and_verify_come_out_as_they_should_and_a_second_start_shows_them_again()
    {
        var first = await HuoshuiProgram.RunAsync(Stop, "border", "demo", "--dir", _folder, "--no-serve");
        Assert.True(first.ExitCode == 0, first.ToString());
        foreach (var code in new[] { "accepted", "XBD1001", "XBD1020", "XBD1022", "XBD1023", "XBD1032", "LOG1007" })
            Assert.Contains(code, first.Output, StringComparison.Ordinal);
        foreach (var name in new[] { "accepted", "flipped-bit", "revoked", "forked-log", "northbound" })
        {
            Assert.True(File.Exists(Path.Combine(_folder, "packages", name + ".zip")), name);
            Assert.True(File.Exists(Path.Combine(_folder, "records", name + ".json")), name);
        }

        var again = await HuoshuiProgram.RunAsync(Stop, "border", "demo", "--dir", _folder, "--no-serve");
        Assert.Equal(first.Output, again.Output);
    }

    [Fact]
    public async Task The_processes_of_the_demo_die_with_it_when_it_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var demo = Process.Start(HuoshuiProgram.Start("border", "demo", "--dir", _folder))!;
        while (await demo.StandardOutput.ReadLineAsync(Stop) is { } line && !line.Contains("Ctrl+C", StringComparison.Ordinal))
        {
            // the story
        }

        var children = ChildrenOf(demo.Id);
        Assert.Equal(3, children.Count);
        using (var client = new HttpClient())
        {
            using var nodes = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "nodes.json"), Stop));
            foreach (var log in nodes.RootElement.GetProperty("logs").EnumerateArray())
            {
                var checkpoint = await client.GetAsync(new Uri(log.GetProperty("address").GetString() + "/checkpoint"), Stop);
                Assert.Equal(HttpStatusCode.OK, checkpoint.StatusCode);
            }
        }

        demo.Kill(); // the demo alone: nobody tells the others
        await demo.WaitForExitAsync(Stop);
        for (var end = Stopwatch.StartNew(); children.Exists(IsThere) && end.Elapsed < TimeSpan.FromSeconds(15);)
            await Task.Delay(100, Stop);
        Assert.DoesNotContain(children, IsThere);
    }

    private static bool IsThere(int id) => File.Exists($"/proc/{id}/stat")
        && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static List<int> ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _))
            .Select(n => int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture)).Where(id => ParentOf(id) == parent),
    ];

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }
}
