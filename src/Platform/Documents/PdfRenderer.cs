using System.Diagnostics;
using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Documents;

/// <summary>What a PDF may cost and which program makes it.</summary>
public sealed record PdfOptions
{
    /// <summary>The browser; null looks for chromium, chromium-browser and google-chrome on PATH.</summary>
    public string? Browser { get; init; }

    /// <summary>The account that runs the browser when the platform runs as root; null runs it as the platform's
    /// own.</summary>
    public string? RunAs { get; init; }

    /// <summary>Seconds after which the browser is ended. From 1 on.</summary>
    public int LongestSeconds { get; init; } = 60;

    /// <summary>Largest page that is taken, in UTF-16 units.</summary>
    public int LongestHtml { get; init; } = 8 * 1024 * 1024;

    /// <summary>Memory that the browser's scripts may take, in MiB.</summary>
    public int ScriptMemoryMebibytes { get; init; } = 256;
}

/// <summary>
/// HTML → PDF through Chromium in a process of its own: no network (every host is unknown to it), no scripts of the
/// page needed, ended after <see cref="PdfOptions.LongestSeconds"/>. Its sandbox is on unless the platform runs as
/// root.
/// Thread-safe; each call has its own profile folder.
/// </summary>
/// <param name="options">What it may cost.</param>
public sealed class PdfRenderer(PdfOptions options)
{
    /// <summary>The browser that would be used; null if there is none, and then only docx can be offered.</summary>
    public string? Browser { get; } = options.Browser is { } named ? (File.Exists(named) ? named : null) : FindBrowser();

    /// <summary>Prints a page.</summary>
    /// <param name="html">A whole page that loads nothing.</param>
    /// <param name="cancellationToken">Ends the browser.</param>
    /// <returns>The PDF, or the reason why there is none (DOC1003 no browser, DOC1004 too large, DOC1005
    /// failed).</returns>
    public async Task<PdfResult> RenderAsync(string html, CancellationToken cancellationToken)
    {
        if (Browser is null)
        {
            return Refused("DOC1003", "没有安装 Chromium，只能下载 docx；请安装 chromium",
                "Chromium is missing, only docx can be had: install chromium");
        }

        if (html.Length > options.LongestHtml)
            return Refused("DOC1004", "文档过大，无法生成 PDF", "the document is too large for a PDF");
        var folder = Directory.CreateTempSubdirectory("huoshui-pdf-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "page.html"), html, cancellationToken);
            var output = Path.Combine(folder, "page.pdf");
            var said = await RunAsync(folder, output, cancellationToken);
            return File.Exists(output)
                ? new PdfResult(await File.ReadAllBytesAsync(output, cancellationToken), null)
                : Refused("DOC1005", $"生成 PDF 失败：{said}", $"the PDF could not be made: {said}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> RunAsync(string folder, string output, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.LongestSeconds));
        using var process = Process.Start(StartInfo(folder, output))
            ?? throw new InvalidOperationException("the browser did not start");
        var said = process.StandardError.ReadToEndAsync(limit.Token);
        var printed = process.StandardOutput.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await printed;
            return LastLine(await said);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"longer than {options.LongestSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo StartInfo(string folder, string output)
    {
        var isRoot = Environment.UserName == "root";
        var asOther = isRoot && options.RunAs is not null;
        var start = new ProcessStartInfo(asOther ? "runuser" : Browser!)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        if (asOther)
        {
            foreach (var argument in new[] { "-u", options.RunAs!, "--", Browser! })
                start.ArgumentList.Add(argument);
        }

        foreach (var argument in Arguments(folder, output, withoutSandbox: isRoot && !asOther))
            start.ArgumentList.Add(argument);
        return start;
    }

    private IEnumerable<string> Arguments(string folder, string output, bool withoutSandbox)
    {
        if (withoutSandbox)
            yield return "--no-sandbox";
        yield return "--headless";
        yield return "--disable-gpu";
        yield return "--disable-background-networking";
        yield return "--disable-component-update";
        yield return "--disable-sync";
        yield return "--disable-extensions";
        yield return "--no-first-run";
        yield return "--host-resolver-rules=MAP * ~NOTFOUND";
        yield return "--proxy-server=127.0.0.1:9";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"--js-flags=--max-old-space-size={options.ScriptMemoryMebibytes}");
        yield return $"--user-data-dir={Path.Combine(folder, "profile")}";
        yield return "--no-pdf-header-footer";
        yield return $"--print-to-pdf={output}";
        yield return new Uri(Path.Combine(folder, "page.html")).AbsoluteUri;
    }

    private static string LastLine(string text) => text.Trim().Split('\n')[^1];

    private static PdfResult Refused(string code, string zh, string en) => new(null, Diagnostic.Error(code, zh, en));

    private static string? FindBrowser() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
         from name in new[] { "chromium", "chromium-browser", "google-chrome" }
         let path = Path.Combine(folder, name)
         where folder.Length > 0 && File.Exists(path)
         select path).FirstOrDefault();
}

/// <summary>A PDF, or why there is none.</summary>
/// <param name="Content">The bytes; null when it was refused.</param>
/// <param name="Problem">The reason; null when there is a PDF.</param>
public sealed record PdfResult(byte[]? Content, Diagnostic? Problem);
