using Huoshui.Systems.City.Coordination;
using Huoshui.Systems.City.Dirty;
using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Loans;
using Huoshui.Systems.City.Roster;
using Huoshui.Systems.City.SmallReturns;

namespace Huoshui.Systems.City;

/// <summary>Generates the filings of a seeded Shenzhen with their truth and their planted errors.</summary>
public static class CityGenerator
{
    /// <summary>Generates everything into the output folder.</summary>
    /// <param name="options">Scale, seed, folder, format.</param>
    /// <param name="policies">The policies folder: headers of the returns, code lists.</param>
    /// <param name="progress">Told what is being done; null for silence.</param>
    /// <param name="cancellation">Ends the work between two steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of range.</exception>
    public static void Generate(
        CityOptions options, string policies, IProgress<string>? progress = null,
            CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Scale, CityOptions.MinimumScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Scale, CityOptions.MaximumScale);
        Clear(options.OutputFolder);
        var vocabulary = CityVocabulary.Load(policies);
        using var session = Draw(options, vocabulary, progress);
        var writer = new FilingWriter(session, options, new FieldCatalog(policies));
        foreach (var recipe in Recipes)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report($"{recipe.Return} {recipe.Table}");
            writer.Write(recipe);
        }

        progress?.Report("truth");
        var truth = new TruthBook();
        LoanTruth.Write(session, truth);
        SmallReturnBook.Truth(session, truth);
        CoordinationBook.Truth(session, truth);
        progress?.Report("visits");
        CoordinationHistory.Write(session, options.OutputFolder);
        progress?.Report("planted errors");
        new DirtyBook(options.OutputFolder, writer, Recipes, truth).Write(session);
        truth.Save(options.OutputFolder, options);
        InstitutionFile.Write(options.OutputFolder, vocabulary.Teams);
        FilingManifest.Write(options, writer.Written, vocabulary.Teams);
    }

    /// <summary>Every table that is filed.</summary>
    internal static IReadOnlyList<Recipe> Recipes { get; } = [.. OneTable.Recipes, .. SmallReturnBook.Recipes,
        .. CoordinationBook.Recipes];

    /// <summary>A session with the books of the city, from which its tables are written.</summary>
    internal static CitySession Draw(CityOptions options, CityVocabulary vocabulary, IProgress<string>? progress)
    {
        var session = new CitySession(options, Path.Combine(options.OutputFolder, ".spill"));
        try
        {
            DrawBooks(session, new CityTargets(options.Scale), vocabulary, progress);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void DrawBooks(CitySession session, CityTargets targets, CityVocabulary vocabulary,
        IProgress<string>? progress)
    {
        progress?.Report("loans");
        session.Execute(NameMacros.Sql);
        session.Execute(CodeMacros.Sql(vocabulary));
        LoanBook.Draw(session, Segments.For(targets));
        AmountFit.Apply(session, targets);
        progress?.Report("balances");
        StateBook.Build(session, targets);
        progress?.Report("rates");
        RateFit.Apply(session);
        progress?.Report("parties");
        PartyBook.Draw(session, vocabulary);
        BranchBook.Draw(session);
        LoanViews.Create(session);
        progress?.Report("small returns");
        SmallReturnBook.Draw(session, targets);
        progress?.Report("visits");
        CoordinationBook.Draw(session, targets, vocabulary);
    }

    // Only what an earlier run made is deleted.
    private static void Clear(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "filings", "dirty", "visits", ".parts", ".spill" }.Select(n =>
            Path.Combine(folder, n))
            .Where(Directory.Exists))
        {
            Directory.Delete(name, recursive: true);
        }
    }
}
