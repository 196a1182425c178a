using System.Globalization;
using System.Text;
using Huoshui.Policies;
using Huoshui.Portal.CrossBorder;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Cli.Border;

/// <summary>Writes the verifier's page for a web server of the bank's own.</summary>
internal static class PageRuns
{
    private const string HeadersFile = "headers.txt";

    public static int Write(string output, BorderWords words) => BorderGuard.Run(() =>
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new InvalidDataException(words.In($"文件夹 {output} 不为空", $"the folder {output} is not empty"));
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        var files = PageFiles.TryRead(ScenarioProfile.Write(ScenarioProfiles.Of(library)))
            ?? throw new InvalidDataException(words.In(
                "程序旁没有验证页，请重新编译", "the page is not beside the program: build it again"));
        long bytes = 0;
        foreach (var (path, file) in files.All)
        {
            var target = Path.Combine(output, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, file.Content.ToArray());
            File.WriteAllBytes(target + ".gz", file.Packed.ToArray()); // nginx: gzip_static on
            bytes += file.Packed.Length;
        }

        File.WriteAllText(Path.Combine(output, HeadersFile), Headers(), new UTF8Encoding(false));
        Console.Out.WriteLine(words.In(
            $"已写 {files.All.Count} 个文件到 {output}，压缩后 {bytes / 1024} KiB；响应头见 {HeadersFile}",
            $"{files.All.Count} files written to {output}, {bytes / 1024} KiB with gzip; headers to send: "
                + HeadersFile));
        return ExitCodes.Good;
    });

    private static string Headers() => string.Create(CultureInfo.InvariantCulture, $"""
        Content-Security-Policy: {PageFiles.ContentPolicy}
        X-Content-Type-Options: nosniff
        Referrer-Policy: no-referrer
        Cache-Control: no-cache

        """);
}
