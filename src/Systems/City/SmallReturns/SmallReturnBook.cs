using Huoshui.Systems.City.Filing;

namespace Huoshui.Systems.City.SmallReturns;

/// <summary>All small returns.</summary>
internal static class SmallReturnBook
{
    /// <summary>In the order in which they are written.</summary>
    public static IReadOnlyList<Recipe> Recipes { get; } = [.. Insurance.Recipes, .. Pension.Recipes,
        .. Sundry.Recipes, .. OnlineLending.Recipes, .. LoanTemplate.Recipes];

    public static void Draw(CitySession session, CityTargets targets)
    {
        SmallReturn.Prepare(session);
        Insurance.Draw(session, targets);
        Pension.Draw(session, targets);
        Sundry.Draw(session, targets);
        OnlineLending.Draw(session, targets);
        LoanTemplate.Draw(session);
    }

    public static void Truth(CitySession session, TruthBook truth)
    {
        Insurance.Truth(session, truth);
        Pension.Truth(session, truth);
        Sundry.Truth(session, truth);
        OnlineLending.Truth(session, truth);
        LoanTemplate.Truth(session, truth);
    }
}
