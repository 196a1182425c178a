namespace Huoshui.Systems.Visits.Notices;

/// <summary>Kinds of notices of visits; <c>policies/inclusive/visits/notices.yaml</c> has the words of each.</summary>
internal static class NoticeCodes
{
    /// <summary>A case was assigned to the bank.</summary>
    public const string Assigned = "visits.assigned";

    /// <summary>An answer of the bank is amber.</summary>
    public const string Amber = "visits.day20";

    /// <summary>An answer of the bank is red, told to the bank.</summary>
    public const string Red = "visits.day30";

    /// <summary>A declaration came in.</summary>
    public const string Declared = "visits.declared";

    /// <summary>A bank refused.</summary>
    public const string Refused = "visits.refused";

    /// <summary>Somebody objects to a refusal or a return.</summary>
    public const string Disputed = "visits.disputed";

    /// <summary>An answer of a bank is red, told to the district.</summary>
    public const string BankRed = "visits.red";

    /// <summary>A department is late with a problem.</summary>
    public const string ProblemLate = "visits.problem_late";

    /// <summary>To visit again.</summary>
    public const string Again = "visits.again";

    /// <summary>A need to help to declare.</summary>
    public const string Lead = "visits.lead";

    /// <summary>Somebody else moved a declaration of the account.</summary>
    public const string Moved = "visits.moved";

    /// <summary>Every code.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Assigned, Amber, Red, Declared, Refused, Disputed, BankRed, ProblemLate, Again, Lead, Moved];
}
