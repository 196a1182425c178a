using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Oracles;

/// <summary>Programs of others that judge what we publish; a test without them skips and says so.</summary>
internal static class ForeignProgram
{
    private const string GoPackages = "/usr/share/gocode"; // Debian: golang-golang-x-mod-dev

    private static readonly Lazy<Task<string>> BuiltVerifier = new(BuildAsync);

    /// <summary>The verifier in Go, built once.</summary>
    public static Task<string> GoVerifierAsync()
    {
        if (Find("go") is null || !Directory.Exists(Path.Combine(GoPackages, "src/golang.org/x/mod/sumdb/tlog")))
            Assert.Skip("Go 不在这里（apt-get install golang golang-golang-x-mod-dev）/ Go is not here");
        return BuiltVerifier.Value;
    }

    public static string OpenSsl()
    {
        var openssl = Find("openssl");
        if (openssl is null)
            Assert.Skip("openssl 不在这里 / is not here");
        return openssl;
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = GoPackages;
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "huoshui-go-cache");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestLog.Stop);
        var output = await process.StandardOutput.ReadToEndAsync(TestLog.Stop);
        await process.WaitForExitAsync(TestLog.Stop);
        return (process.ExitCode, output + await errors);
    }

    private static async Task<string> BuildAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "log-verifier");
        var (exitCode, output) = await RunAsync("go", "build", "-o", program, Source());
        Assert.True(exitCode == 0, output);
        return program;
    }

    private static string Source([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "verifier.go");

    public static string? Find(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
