namespace Huoshui.Systems.City;

/// <summary>Identifiers made set-wise, with the check digits of GB 32100-2015, GB 11714, GB 11643-1999 and ISO
/// 17442.</summary>
internal static class IdentifierMacros
{
    /// <summary>Number of organisations that <c>org_body</c> can name: 31 to the power of 6.</summary>
    public const long Organisations = 887_503_681;

    /// <summary>Macros usci(n), id_card(area, n), lei(n) and what they are made of.</summary>
    public const string Sql = """
        CREATE MACRO alphabet31() AS '0123456789ABCDEFGHJKLMNPQRTUWXY';
        CREATE MACRO alphabet36() AS '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
        CREATE MACRO char31(n) AS alphabet31()[1 + n % 31];
        -- An organisation code that nobody has: HX and six characters that run through all values.
        CREATE MACRO org_six(x) AS 'HX' || char31(x // 28629151) || char31(x // 923521) || char31(x // 29791)
            || char31(x // 961) || char31(x // 31) || char31(x);
        CREATE MACRO org_body(n) AS org_six((n::BIGINT * 486187739::BIGINT) % 887503681::BIGINT);
        CREATE MACRO org_sum(b) AS 3 * (strpos(alphabet36(), b[1]) - 1) + 7 * (strpos(alphabet36(), b[2]) - 1)
            + 9 * (strpos(alphabet36(), b[3]) - 1) + 10 * (strpos(alphabet36(), b[4]) - 1)
            + 5 * (strpos(alphabet36(), b[5]) - 1) + 8 * (strpos(alphabet36(), b[6]) - 1)
            + 4 * (strpos(alphabet36(), b[7]) - 1) + 2 * (strpos(alphabet36(), b[8]) - 1);
        CREATE MACRO org_check(b) AS '0X987654321'[1 + org_sum(b) % 11];
        CREATE MACRO usci_value(c, i) AS strpos(alphabet31(), c[i]) - 1;
        CREATE MACRO usci_sum(c) AS usci_value(c, 1) + 3 * usci_value(c, 2) + 9 * usci_value(c, 3)
            + 27 * usci_value(c, 4) + 19 * usci_value(c, 5) + 26 * usci_value(c, 6) + 16 * usci_value(c, 7)
            + 17 * usci_value(c, 8) + 20 * usci_value(c, 9) + 29 * usci_value(c, 10) + 25 * usci_value(c, 11)
            + 13 * usci_value(c, 12) + 8 * usci_value(c, 13) + 24 * usci_value(c, 14) + 10 * usci_value(c, 15)
            + 30 * usci_value(c, 16) + 28 * usci_value(c, 17);
        CREATE MACRO usci_close(c) AS c || alphabet31()[1 + (31 - usci_sum(c) % 31) % 31];
        CREATE MACRO usci_of(district, body) AS usci_close('91' || district || body || org_check(body));
        -- area: six digits that no district has; n: below 16 million, a day of 1950 to 1999 and a number of that day.
        CREATE MACRO id_body(area, n) AS area
            || strftime(DATE '1950-01-01' + ((n * 7919::BIGINT) % 18250)::INTEGER, '%Y%m%d')
            || lpad((1 + n // 18250)::VARCHAR, 3, '0');
        CREATE MACRO id_sum(b) AS 7 * b[1]::INTEGER + 9 * b[2]::INTEGER + 10 * b[3]::INTEGER + 5 * b[4]::INTEGER
            + 8 * b[5]::INTEGER + 4 * b[6]::INTEGER + 2 * b[7]::INTEGER + b[8]::INTEGER + 6 * b[9]::INTEGER
            + 3 * b[10]::INTEGER + 7 * b[11]::INTEGER + 9 * b[12]::INTEGER + 10 * b[13]::INTEGER
            + 5 * b[14]::INTEGER + 8 * b[15]::INTEGER + 4 * b[16]::INTEGER + 2 * b[17]::INTEGER;
        CREATE MACRO id_close(b) AS b || '10X98765432'[1 + id_sum(b) % 11];
        CREATE MACRO id_card(area, n) AS id_close(id_body((area + n // 18000000)::VARCHAR, n % 18000000));
        -- A LEI of digits only: 18 digits and 98 minus their value times 100 modulo 97.
        CREATE MACRO lei(n) AS '300300' || lpad(n::VARCHAR, 12, '0')
            || lpad((98 - ((300300000000000000::HUGEINT + n) * 100) % 97)::VARCHAR, 2, '0');
        """;
}
