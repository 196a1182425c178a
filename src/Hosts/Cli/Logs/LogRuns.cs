using System.Globalization;
using System.Text;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Checking;
using Huoshui.TransparencyLog.Keys;

namespace Huoshui.Cli.Logs;

/// <summary>What is appended.</summary>
/// <param name="Files">Files, or - for standard input.</param>
/// <param name="IsLines">One entry a line instead of one a file.</param>
/// <param name="Issuer">Who sends; may be empty.</param>
/// <param name="Key">Idempotency key of the whole call; may be empty.</param>
internal sealed record AppendRequest(IReadOnlyList<string> Files, bool IsLines, string Issuer, string Key);

/// <summary>The commands on a log's folder.</summary>
internal static class LogRuns
{
    public static Task<int> CreateAsync(
        LogAccess access, string origin, Func<TokenChoice?> token) => GuardAsync(async () =>
    {
        var passphrase = access.Passphrase();
        var used = passphrase ?? LogAccess.RandomPassphrase();
        if (!TransparencyLogVerifier.Notes.VerifierKey.IsName(origin))
        {
            throw new InvalidDataException($"--origin “{origin}” 不可为空、含空白或加号 / must not be empty and has no "
                + $"spaces and no plus sign");
        }

        var keys = LogKeys.Generate(origin, token());
        await LogWriter.CreateAsync(access.Folder, keys, used, access.Options);
        if (passphrase is null)
            access.KeepPassphrase(used);
        Console.Out.WriteLine(keys.Ed25519);
        return ExitCodes.Good;
    });

    public static Task<int> AppendAsync(
        LogAccess access,
        AppendRequest request,
        bool asJson,
        CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var entries = LogEntries.Read(request);
        await using var writer = LogWriter.Open(access.Folder, null, access.Options);
        var waiting = new List<Task<AppendedEntry>>(entries.Count);
        foreach (var entry in entries)
        {
            var key = request.Key.Length == 0
                ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{request.Key}:{waiting.Count}");
            waiting.Add(await writer.EnqueueAsync(entry, request.Issuer, key, cancellationToken));
        }

        Report(await Task.WhenAll(waiting), writer.Size, asJson);
        return ExitCodes.Good;
    });

    public static Task<int> CheckpointAsync(
        LogAccess access,
        WitnessChoice witnesses,
        bool asJson,
        CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var keys = LogWriter.ReadKeys(access.Folder, Require(access));
        await using var writer = LogWriter.Open(access.Folder, keys, access.Options);
        var note = await writer.PublishAsync(cancellationToken);
        var failed = 0;
        if (witnesses.Addresses.Count > 0)
        {
            var (signatures, refusals) = await new WitnessClient(new LogReader(access.Folder), witnesses)
                .AskAsync(cancellationToken);
            refusals.ForEach(Console.Error.WriteLine);
            failed = refusals.Count;
            note = await writer.AddSignaturesAsync(signatures, cancellationToken);
        }

        Console.Out.Write(asJson ? Json(note) : Encoding.UTF8.GetString(note));
        return failed == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    });

    public static int Prove(string folder, long index, string output, bool holdsEntry, bool isLean) => Guard(() =>
    {
        var proof = new LogReader(folder).Prove(index, holdsEntry, isLean).ToArray();
        File.WriteAllBytes(output, proof);
        Console.Error.WriteLine($"已写 {output}（{proof.Length} 字节）/ written");
        return ExitCodes.Good;
    });

    public static int Check(string folder, IReadOnlyList<string> vkeys, bool asJson, string language) => Guard(() =>
    {
        if (!File.Exists(Path.Combine(folder, "checkpoint")) && !Directory.Exists(Path.Combine(folder, "tile")))
            throw new FileNotFoundException($"{folder} 里没有日志 / holds no log");
        var report = LogCheck.Check(folder, LogAccess.ReadKeys(vkeys));
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                size = report.Size,
                broken = report.IsBroken,
                findings = report.Findings.Select(f => new
                {
                    code = f.Code,
                    severity = f.Severity.ToString(),
                    zh = f.Message.Zh,
                    en = f.Message.En,
                }),
            }));
        }
        else
        {
            PrintCheck(report, language);
        }

        return report.IsBroken ? ExitCodes.InputFailed : ExitCodes.Good;
    });

    /// <summary>Turns refusals and failures of the outside world into one line and an exit code.</summary>
    public static int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (LogRefusedException refusal)
        {
            return Say.Wrong("huoshui log: " + refusal.Message);
        }
        catch (FileNotFoundException missing) when (missing.FileName is not null)
        {
            return Say.Wrong($"huoshui log: 找不到文件 {missing.FileName}，请检查路径 / no such file: check the path");
        }
        catch (Exception error)
            when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Say.Wrong("huoshui log: " + error.Message);
        }
    }

    /// <inheritdoc cref="Guard" />
    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (LogRefusedException refusal)
        {
            return Say.Wrong("huoshui log: " + refusal.Message);
        }
        catch (FileNotFoundException missing) when (missing.FileName is not null)
        {
            return Say.Wrong($"huoshui log: 找不到文件 {missing.FileName}，请检查路径 / no such file: check the path");
        }
        catch (Exception error)
            when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Say.Wrong("huoshui log: " + error.Message);
        }
    }

    /// <summary>The passphrase, or what is missing.</summary>
    public static string Require(LogAccess access, Border.BorderWords? words = null) =>
        access.Passphrase() ?? throw new InvalidDataException((words ?? Border.BorderWords.Both).In(
            "没有口令：请设 HUOSHUI_LOG_PASSPHRASE 或用 --passphrase-file",
            "no passphrase: set HUOSHUI_LOG_PASSPHRASE or use --passphrase-file"));

    private static void PrintCheck(LogCheckReport report, string language)
    {
        foreach (var finding in report.Findings)
        {
            Console.Out.WriteLine($"{(finding.Severity == DiagnosticSeverity.Error ? "✗" : "·")} "
                + $"{finding.ToLine(language)}");
        }

        var isEnglish = language == "en";
        Console.Out.WriteLine(report.IsBroken
            ? isEnglish ? "The log is damaged." : "日志已损坏或被改动。"
            : isEnglish ? $"Good: {report.Size} entries, every byte follows from what was signed."
                : $"完好：{report.Size} 条，逐字节与签名的检查点一致。");
    }

    private static void Report(AppendedEntry[] entries, long size, bool asJson)
    {
        var repeats = entries.Count(e => e.IsRepeat);
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                count = entries.Length,
                first = entries.Length > 0 ? entries.Min(e => e.Index) : (long?)null,
                last = entries.Length > 0 ? entries.Max(e => e.Index) : (long?)null,
                repeats,
                size,
            }));
        }
        else if (entries.Length == 0)
        {
            Console.Out.WriteLine("没有条目 / nothing to append");
        }
        else
        {
            var range = $"{entries.Min(e => e.Index)}–{entries.Max(e => e.Index)}";
            Console.Out.WriteLine($"已写入 {entries.Length} 条，序号 {range}{(repeats > 0 ? $"，其中 {repeats} 条早已写入" : "")} / "
                + $"appended {entries.Length} entries, index "
                    + $"{range}{(repeats > 0 ? $", {repeats} were there already" : "")}");
        }
    }

    private static string Json(byte[] note)
    {
        var signed = TransparencyLogVerifier.Notes.SignedNote.TryParse(note)!;
        var checkpoint = TransparencyLogVerifier.Notes.Checkpoint.TryParse(signed.Text.Span)!;
        return JsonSerializer.Serialize(new
        {
            origin = checkpoint.Origin,
            size = checkpoint.Head.Size,
            root = checkpoint.Head.Root.ToBase64(),
            signatures = signed.Signatures.Select(s => s.Name),
        }) + "\n";
    }
}
