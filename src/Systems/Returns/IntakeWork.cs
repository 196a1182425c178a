using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>A raw file that is kept and will be staged.</summary>
internal sealed record KeptFile(string Name, string Sha256, string Path);

/// <summary>One filing on its way through the intake.</summary>
internal sealed class IntakeWork(SentFiling sent)
{
    private bool _isRefused;

    public SentFiling Sent { get; } = sent;

    public Guid? FilingId { get; set; }

    public List<KeptFile> Raw { get; } = [];

    public List<StagedTable> Staged { get; } = [];

    public List<Diagnostic> Notes { get; } = [];

    public Filing? Filing { get; private set; }

    public FilingCheck? Check { get; set; }

    /// <summary>Did a table of the filing change?</summary>
    public bool HasChanged { get; private set; }

    public FilingIntakeResult Result() => new(Sent.InstitutionId, _isRefused ? null : Filing, Check, Notes);

    public FilingIntakeResult Refused(Diagnostic why)
    {
        _isRefused = true;
        Check = null;
        Notes.Add(why);
        return Result();
    }

    /// <summary>Puts the staged tables into a freshly read filing; may be called again after a lost race.</summary>
    public void Apply(OperationsContext context, Filing filing, ReturnsFolder folder, FilingAct act)
    {
        Filing = filing;
        var before = filing.Revision;
        var taken = new List<string>();
        foreach (var table in Staged)
        {
            var fact = Fact(filing, table, folder, act);
            if (filing.Put(fact, FileNames.Of(Raw, table.Table), table.UnreadableCells, act) is { } refusal)
            {
                if (!Notes.Contains(refusal))
                    Notes.Add(refusal);
                continue;
            }

            context.Add(fact);
            taken.Add(table.Table);
        }

        if (taken.Count > 0)
            filing.Uploaded(taken, act);

        foreach (var code in Sent.ZeroTables.Where(code => filing.Table(code)?.State != TableState.Zero))
        {
            if (filing.Declare(code, isZero: true, act) is { } refusal && !Notes.Contains(refusal))
                Notes.Add(refusal);
        }

        HasChanged = filing.Revision != before;
    }

    private FactFile Fact(Filing filing, StagedTable table, ReturnsFolder folder, FilingAct act) => new()
    {
        Id = Guid.Parse(Path.GetFileNameWithoutExtension(table.ParquetPath)),
        ReturnId = filing.ReturnId,
        InstitutionId = filing.InstitutionId,
        AsOf = filing.AsOf,
        Table = table.Table,
        Path = folder.Relative(table.ParquetPath),
        Rows = table.Rows,
        Sha256 = table.Sha256,
        RawSha256s = string.Join(' ', Raw.Select(r => r.Sha256)),
        UnreadableCells = table.UnreadableCells,
        ReceivedAt = act.At,
    };
}

/// <summary>What of a filing's raw files is in already.</summary>
internal sealed class KnownFiles(Filing filing, IReadOnlyList<FactFile> facts)
{
    /// <summary>True when every table that was ever made of these bytes is still the filing's table.</summary>
    public bool IsCurrent(string sha256)
    {
        var made = facts.Where(f => f.RawSha256s.Split(' ').Contains(sha256, StringComparer.Ordinal))
            .GroupBy(f => f.Table, StringComparer.Ordinal).ToList();
        return made.Count > 0
            && made.TrueForAll(g => g.Any(f => filing.Table(g.Key)?.FactFileId == f.Id));
    }
}

/// <summary>Which files a table came from, as <c>number=name</c> joined by '|': findings show the number.</summary>
internal static class FileNames
{
    private const char Separator = '|';

    /// <summary>Files whose name holds the table's code or that are archives; all when none does.</summary>
    public static string Of(IReadOnlyList<KeptFile> files, string table)
    {
        var numbered = files.Select((f, i) => (No: i + 1, Name: f.Name.Replace(Separator, '_'))).ToList();
        var own = numbered.FindAll(f => HoldsCode(f.Name, table) || f.Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase));
        return string.Join(Separator, (own.Count > 0 ? own : numbered).Select(f => $"{f.No}={f.Name}"));
    }

    /// <summary>The name of a numbered file; null when it is not known.</summary>
    public static string? Name(string? names, int fileNo) => Pairs(names)
        .FirstOrDefault(p => p.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{fileNo}="), StringComparison.Ordinal))
        ?.Split('=', 2)[1];

    /// <summary>The files with their numbers.</summary>
    public static IEnumerable<(int No, string Name)> Numbered(string? names)
    {
        foreach (var pair in Pairs(names))
        {
            if (pair.Split('=', 2) is [var number, var name]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var no))
            {
                yield return (no, name);
            }
        }
    }

    /// <summary>The names for people.</summary>
    public static string Show(string? names) => string.Join("、", Pairs(names).Select(p => p.Split('=', 2)[^1]));

    private static string[] Pairs(string? names) =>
        (names ?? string.Empty).Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    private static bool HoldsCode(string name, string table) => Path.GetFileNameWithoutExtension(name)
        .Split('_', '-', '.', ' ').Contains(table, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Diagnostics of staging with the name of their file.</summary>
internal static class FileNotes
{
    public static Diagnostic Named(FileDiagnostic note) => note.Diagnostic with
    {
        Message = new LocalizedText(
            $"{note.File}：{note.Diagnostic.Message.Zh}", $"{note.File}: {note.Diagnostic.Message.En}"),
    };

    public static Diagnostic NamedPrevious(FileDiagnostic note) => note.Diagnostic with
    {
        Message = new LocalizedText(
            $"上期文件 {note.File}：{note.Diagnostic.Message.Zh}",
            $"{note.File} of the previous period: {note.Diagnostic.Message.En}"),
    };
}
