using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A script in words, as <c>vtl explain</c> prints it.</summary>
internal static class ScriptInWords
{
    /// <summary>Prints each statement with its line and its steps; syntax errors go to standard error.</summary>
    /// <param name="script">The file.</param>
    /// <param name="extensions">True if it may hold our extensions.</param>
    /// <param name="returnId">A return whose fields and tables are told by their titles; null for none.</param>
    /// <param name="language">zh or en.</param>
    /// <returns>The exit code: what can be read is told, also where not all can.</returns>
    public static int Print(FileInfo script, bool extensions, string? returnId, string language)
    {
        Func<string, LocalizedText?>? titles = null;
        if (returnId is not null && (titles = TitlesOf(returnId)) is null)
            return Say.Wrong($"huoshui vtl explain: 没有报送 {returnId} / there is no return {returnId}");
        string text;
        try
        {
            text = File.ReadAllText(script.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl explain: {exception.Message}");
        }

        var told = VtlExplanation.Of(new SourceText(script.Name, text), extensions, titles);
        foreach (var statement in told.Statements)
            Print(statement, language);
        foreach (var diagnostic in told.Diagnostics)
            Console.Error.WriteLine(CaretRenderer.Render(diagnostic, "zh") + "\n  " + diagnostic.Message.En);
        return told.Diagnostics.Count == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    private static Func<string, LocalizedText?>? TitlesOf(string returnId)
    {
        if (PolicyLibrary.Load(PolicyLibrary.FindFolder()).Return(returnId) is not { } found)
            return null;
        var titles = found.Tables.SelectMany(t => t.Fields.Select(f => (f.Code, f.Title)).Prepend((t.Code, t.Title)))
            .ToDictionary(one => one.Code, one => one.Title, StringComparer.Ordinal);
        return name => titles.GetValueOrDefault(name);
    }

    private static void Print(ExplainedStatement statement, string language)
    {
        var line = language == "en" ? $"line {statement.Line}" : $"第 {statement.Line} 行";
        Console.Out.WriteLine($"{statement.Title.In(language)}  {line}");
        for (var n = 0; n < statement.Steps.Count; n++)
            Console.Out.WriteLine($"  {n + 1}. {statement.Steps[n].In(language)}");
        Console.Out.WriteLine();
    }
}
