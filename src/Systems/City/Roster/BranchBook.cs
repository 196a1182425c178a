namespace Huoshui.Systems.City.Roster;

/// <summary>Outlets of the banks with their marks. Tables: outlet, opened, lpr.</summary>
internal static class BranchBook
{
    /// <summary>T01: sub-branches that the regulator has recognised; the number does not scale.</summary>
    public const int RecognisedBranches = 45;

    public static void Draw(CitySession session)
    {
        session.Execute("""
            CREATE TABLE opened (bank INTEGER, since DATE);
            CREATE TABLE lpr (i INTEGER, l1 VARCHAR, l5 VARCHAR);
            CREATE TABLE roster (bank INTEGER, bank_id VARCHAR, stem VARCHAR, licence VARCHAR, usci VARCHAR,
                type VARCHAR, local BOOLEAN,
                head VARCHAR, outlets INTEGER, founded DATE);
            """);
        session.Append("opened", BankRoster.Banks.Select(b => new object?[] { b.Number, b.ActiveFrom }));
        session.Append("lpr", CityCalendar.Dates.Select(d => new object?[]
            { d.Index, CitySession.Invariant($"{d.Lpr1:0.000000}"), CitySession.Invariant($"{d.Lpr5:0.000000}") }));
        session.Append("roster", BankRoster.Banks.Select(b => new object?[]
            { b.Number, b.Id, b.Licence[..11], b.Licence, b.Usci, b.Type, b.IsLocal, b.NameZh, b.Branches,
                b.ActiveFrom }));
        session.Execute(CitySession.Invariant($"""
            ALTER TABLE lpr RENAME l1 TO lpr1;
            ALTER TABLE lpr RENAME l5 TO lpr5;
            CREATE TABLE outlet AS
            WITH every AS (SELECT roster.*, unnest(range(outlets + 1)) AS outlet FROM roster),
            placed AS (
                SELECT e.*, street.* EXCLUDE (ix), stem || lpad(outlet::VARCHAR, 4, '0') AS id,
                    outlet > 0 AND u(301, bank, outlet) < 0.006 AS closed
                FROM every e JOIN street ON street.ix = floor(u(302, bank, outlet) * (SELECT count(*)
                    FROM street))::INTEGER),
            ranked AS (
                SELECT *, row_number() OVER (PARTITION BY closed ORDER BY outlet = 0, u(303, bank, outlet)) AS rank
                    FROM placed)
            SELECT * EXCLUDE (rank, head),
                CASE WHEN outlet = 0 THEN head ELSE replace(head, '深圳分行', '') || '深圳' || replace(street, '街道', '')
                    || '支行' END AS name,
                CASE WHEN closed THEN rank <= 2 ELSE rank <= {RecognisedBranches} END AS recognised,
                outlet > 0 AND NOT closed AND u(304, bank, outlet) < 0.03 AS own
            FROM ranked ORDER BY bank, outlet;
            """));
    }
}
