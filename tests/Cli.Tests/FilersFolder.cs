using System.Text;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A data folder with two lenders of the real return <c>sba7a</c>, made by the commands themselves.</summary>
internal sealed class FilersFolder : IDisposable
{
    public const string Lender = "L001";
    public const string OtherLender = "L002";
    public const string Date = "2014-12-31";

    private const string Institutions =
        """
        Id,NameZh,NameEn,Kind,ActiveFrom
        L001,甲银行,Lender One,26,1990-01-01
        L002,乙银行,Lender Two,26,1990-01-01
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-filers-");

    private FilersFolder(string? at) => Data = Path.Combine(at ?? Root, "data");

    /// <summary>Holds everything.</summary>
    public string Root => _root.FullName;

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>Environment of every command here.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static async Task<FilersFolder> CreateAsync(
        CancellationToken cancellationToken, string? postgreSql = null, string? at = null)
    {
        var folder = new FilersFolder(at);
        if (postgreSql is not null)
            folder.Environment["HUOSHUI_POSTGRESQL"] = postgreSql;
        var institutions = Path.Combine(folder.Root, "institutions.csv");
        await File.WriteAllTextAsync(institutions, Institutions, cancellationToken);
        await folder.GoodAsync(cancellationToken, "institution", "import", institutions, "--data", folder.Data);
        return folder;
    }

    /// <summary>An account of the first lender, and a token of it in a file.</summary>
    /// <returns>The token file.</returns>
    public async Task<string> TokenFileAsync(string account, string role, CancellationToken cancellationToken)
    {
        string[] institution = role is "preparer" or "reviewer" or "signer" ? ["--institution", Lender] : [];
        await GoodAsync(cancellationToken, ["user", "add", account, "--role", role, "--data", Data, .. institution]);
        var issued = await GoodAsync(
            cancellationToken, "token", "issue", account, "--name", "test", "--scope", "filings:read", "filings:write", "--data", Data);
        var path = Path.Combine(Root, account + ".token");
        await File.WriteAllTextAsync(path, issued.Output, cancellationToken);
        return path;
    }

    /// <summary>So many lines of the real file, from a line on, as a file of their own.</summary>
    public string Loans(int from, int count, string name = "SBA.csv")
    {
        var lines = File.ReadLines(Path.Combine(HuoshuiProgram.Root, "samples", "real", "sba_7a_loans.csv"));
        var folder = Path.Combine(Root, $"in-{from}-{count}");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        File.WriteAllLines(path, lines.Take(1).Concat(lines.Skip(from).Take(count)), new UTF8Encoding(false));
        return path;
    }

    public Task<Outcome> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = HuoshuiProgram.Start(arguments);
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return HuoshuiProgram.RunAsync(start, cancellationToken);
    }

    public async Task<Outcome> GoodAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var outcome = await RunAsync(cancellationToken, arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    /// <inheritdoc />
    public void Dispose() => _root.Delete(recursive: true);
}
