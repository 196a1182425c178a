using System.Diagnostics;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The program as it is run: the built binary, in Production, from any folder.</summary>
public sealed class ProgramTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_built_program_serves_pages_and_their_files_from_any_folder()
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-serve-").FullName;
        var url = $"http://127.0.0.1:{PortalRun.FreePort()}";
        using var program = Start(folder, url);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            await WaitAsync(client, program);
            Assert.Contains("登录", await client.GetStringAsync("/sign-in", Token), StringComparison.Ordinal);
            foreach (var path in new[] { "/_framework/blazor.web.js", "/_content/Huoshui.Presentation/base.css", "/_content/Huoshui.Presentation/charts.js" })
                Assert.True((await client.GetAsync(path, Token)).IsSuccessStatusCode, path);
            Assert.Equal("Healthy", await client.GetStringAsync("/health/ready", Token));
        }
        finally
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_line_with_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-serve-").FullName;
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var program = Start(folder, $"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}");
        var words = await program.StandardError.ReadToEndAsync(Token);
        await program.WaitForExitAsync(Token);
        Assert.Equal(1, program.ExitCode);
        Assert.Contains("--urls", words, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(string folder, string url)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var binary = Path.Combine(own.Parent!.Parent!.FullName, "Cli", own.Name, "huoshui");
        Assert.SkipUnless(File.Exists(binary), $"{binary} is not built; build src/Hosts/Cli first.");
        var start = new ProcessStartInfo(binary, ["serve", "--data", folder, "--urls", url])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return Process.Start(start)!;
    }

    private static async Task WaitAsync(HttpClient client, Process program)
    {
        for (var i = 0; i < 300 && !program.HasExited; i++)
        {
            try
            {
                if ((await client.GetAsync("/health/live", Token)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // not yet
            }

            await Task.Delay(200, Token);
        }

        Assert.Fail("The program did not start: " + (program.HasExited ? await program.StandardError.ReadToEndAsync(Token) : "it took a minute."));
    }
}
