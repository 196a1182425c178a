using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;

namespace Huoshui.Dmn.Tables;

/// <summary>
/// Looks for gaps, overlaps and rules without effect, by going through the grid of segments (in the manner of
/// Calvanese et al., arXiv:1603.07466). Every finding has an example; a null input is not looked at.
/// </summary>
internal sealed class TableVerifier
{
    private const int MostOfAKind = 20;
    private const long MostSteps = 2_000_000;

    private readonly DecisionTable _table;
    private readonly Place _at;
    private readonly RuleSpace _space;
    private readonly List<Diagnostic> _findings = [];
    private readonly Dictionary<int, bool[][]> _boxes;
    private long _steps;

    private TableVerifier(DecisionTableNode node, DmnOptions options)
    {
        _table = node.Table;
        _at = node.At;
        _space = new RuleSpace(_table, options);
        _boxes = _space.Analysed.ToDictionary(
            r => r.Number, r => Enumerable.Range(0, _space.Columns).Select(c => _space.Cells(r, c)).ToArray());
    }

    public static IReadOnlyList<Diagnostic> Verify(DecisionTableNode node, DmnOptions options)
    {
        var verifier = new TableVerifier(node, options);
        verifier.TellWhatIsLeftOut();
        verifier.FindGaps();
        var overlaps = verifier.Overlaps();
        verifier.Judge(overlaps);
        verifier.FindMasked();
        verifier.FindRedundant();
        if (verifier._steps > MostSteps)
            verifier._findings.Add(TableFindings.Unfinished(verifier._table.Owner, MostSteps, verifier._at));
        return verifier._findings;
    }

    private bool IsWhole => _space.Analysed.Count == _table.Rules.Count;

    private void TellWhatIsLeftOut()
    {
        foreach (var rule in _table.Rules.Except(_space.Analysed).Take(MostOfAKind))
        {
            var column = Enumerable.Range(0, _space.Columns).First(c => !_space.IsSettled(rule, c));
            var cell = rule.Tests[column].At;
            _findings.Add(TableFindings.NotAnalysable(_table.Owner, cell.Excerpt.Trim(), cell));
        }
    }

    // A rule that is left out might cover a gap, and a collecting table needs none to match.
    private void FindGaps()
    {
        var isCollecting = !HitPolicies.IsSingle(_table.Policy);
        if (!IsWhole || isCollecting || _table.Rules.Count == 0 || _table.Outputs.Any(o => o.Default is not null))
            return;
        var gaps = new List<string>();
        var box = Enumerable.Range(0, _space.Columns).Select(c => Enumerable.Repeat(true, _space.Width(c)).ToArray());
        Uncovered([.. box], _space.Analysed, 0, new int?[_space.Columns], gaps);
        foreach (var gap in gaps.Take(MostOfAKind))
            _findings.Add(TableFindings.Gap(_table.Owner, gap, _at));
        if (gaps.Count > MostOfAKind)
            _findings.Add(TableFindings.Shortened(_table.Owner, "缺口", "gaps", MostOfAKind, _at));
    }

    /// <summary>
    /// Examples in a box that no rule admits; neighbouring ones that differ in the last column are one.
    /// </summary>
    private void Uncovered(
        bool[][] box, IReadOnlyList<TableRule> rules, int column, int?[] places, List<string> found)
    {
        if (found.Count > MostOfAKind || ++_steps > MostSteps)
            return;
        if (rules.Count == 0)
        {
            found.Add(_space.Shown(places));
            return;
        }

        if (column == _space.Columns || rules.Any(r => CoversFrom(r, box, column)))
            return;
        var wasOpen = false;
        for (var place = 0; place < box[column].Length; place++)
        {
            if (!box[column][place])
                continue;
            var left = rules.Where(r => _boxes[r.Number][column][place]).ToList();
            places[column] = place;
            if (left.Count > 0 || !wasOpen)
                Uncovered(box, left, column + 1, places, found);
            wasOpen = left.Count == 0;
        }

        places[column] = null;
    }

    private bool CoversFrom(TableRule rule, bool[][] box, int column)
    {
        for (var c = column; c < _space.Columns; c++)
        {
            for (var place = 0; place < box[c].Length; place++)
            {
                if (box[c][place] && !_boxes[rule.Number][c][place])
                    return false;
            }
        }

        return true;
    }

    private List<(TableRule First, TableRule Second, string Witness)> Overlaps()
    {
        var overlaps = new List<(TableRule, TableRule, string)>();
        for (var i = 0; i < _space.Analysed.Count; i++)
        {
            for (var j = i + 1; j < _space.Analysed.Count && ++_steps <= MostSteps; j++)
            {
                if (Common(_space.Analysed[i], _space.Analysed[j]) is { } witness)
                    overlaps.Add((_space.Analysed[i], _space.Analysed[j], witness));
            }
        }

        return overlaps;
    }

    private string? Common(TableRule first, TableRule second)
    {
        var places = new int?[_space.Columns];
        for (var column = 0; column < places.Length; column++)
        {
            var (a, b) = (_boxes[first.Number][column], _boxes[second.Number][column]);
            var place = Array.FindIndex([.. a.Zip(b, (x, y) => x && y)], both => both);
            if (place < 0)
                return null;
            places[column] = place;
        }

        return _space.Shown(places);
    }

    private void Judge(List<(TableRule First, TableRule Second, string Witness)> overlaps)
    {
        var differing = overlaps.Where(o => !HaveSameOutput(o.First, o.Second)).ToList();
        if (_table.Policy == HitPolicy.Unique)
            JudgeUnique(overlaps, differing.Count == 0);
        if (_table.Policy == HitPolicy.Any)
        {
            foreach (var (first, second, witness) in differing.Take(MostOfAKind))
                _findings.Add(TableFindings.Conflict(_table.Owner, first.Number, second.Number, witness, second.At));
        }

        var isSingle = HitPolicies.IsSingle(_table.Policy) && _table.Policy != HitPolicy.Unique;
        if (isSingle && overlaps.Count == 0 && IsWhole && _table.Rules.Count > 1)
            Advise(HitPolicies.NameOf(_table.Policy), "UNIQUE", "没有两条规则重叠", "no two rules overlap");
    }

    private void JudgeUnique(List<(TableRule First, TableRule Second, string Witness)> overlaps, bool areAllEqual)
    {
        foreach (var (first, second, witness) in overlaps.Take(MostOfAKind))
            _findings.Add(TableFindings.Overlap(_table.Owner, first.Number, second.Number, witness, second.At));
        if (overlaps.Count > MostOfAKind)
            _findings.Add(TableFindings.Shortened(_table.Owner, "重叠", "overlaps", MostOfAKind, _at));
        if (overlaps.Count > 0 && areAllEqual)
            Advise("UNIQUE", "ANY", "重叠的规则输出都相同", "overlapping rules have equal outputs");
    }

    private void Advise(string current, string better, string why, string whyEn) =>
        _findings.Add(TableFindings.Advice(_table.Owner, current, better, why, whyEn, _at));

    private static bool HaveSameOutput(TableRule first, TableRule second) =>
        first.Outputs.Zip(second.Outputs).All(p => p.First.At.Excerpt.Trim() == p.Second.At.Excerpt.Trim());

    // Under FIRST, a rule whose box lies inside the union of the rules before it.
    private void FindMasked()
    {
        if (_table.Policy != HitPolicy.First)
            return;
        for (var i = 1; i < _space.Analysed.Count; i++)
        {
            var rule = _space.Analysed[i];
            var earlier = _space.Analysed.Take(i).Where(r => Common(r, rule) is not null).ToList();
            var open = new List<string>();
            if (earlier.Count > 0)
                Uncovered(_boxes[rule.Number], earlier, 0, new int?[_space.Columns], open);
            if (earlier.Count == 0 || open.Count > 0 || _steps > MostSteps)
                continue;
            var by = string.Join(", ", earlier.Take(5).Select(r => r.Number));
            _findings.Add(TableFindings.Masked(_table.Owner, rule.Number, by, Common(earlier[0], rule)!, rule.At));
        }
    }

    private void FindRedundant()
    {
        if (!HitPolicies.IsSingle(_table.Policy))
            return;
        var (redundant, mergeable) = (0, 0);
        foreach (var rule in _space.Analysed)
        {
            foreach (var other in _space.Analysed.Where(o => o.Number != rule.Number && HaveSameOutput(o, rule)))
            {
                if (++_steps > MostSteps)
                    return;
                if (_table.Policy != HitPolicy.First && IsInside(rule, other) && redundant++ < MostOfAKind)
                {
                    _findings.Add(TableFindings.Subsumed(
                        _table.Owner, rule.Number, other.Number, Common(rule, other)!, rule.At));
                }
                else if (other.Number > rule.Number && CanMerge(rule, other) is { } column && mergeable++ < MostOfAKind)
                {
                    _findings.Add(TableFindings.Mergeable(_table.Owner, rule.Number, other.Number, column, other.At));
                }
            }
        }
    }

    // Of two equal boxes, the later one is redundant.
    private bool IsInside(TableRule inner, TableRule outer) =>
        IsInsideOf(inner, outer) && (inner.Number > outer.Number || !IsInsideOf(outer, inner));

    private bool IsInsideOf(TableRule inner, TableRule outer) => _boxes[inner.Number].Zip(_boxes[outer.Number])
        .All(c => c.First.Zip(c.Second).All(p => !p.First || p.Second));

    // Under FIRST the order counts, so only neighbours can be one rule.
    private string? CanMerge(TableRule first, TableRule second)
    {
        if (_table.Policy == HitPolicy.First && second.Number != first.Number + 1)
            return null;
        var different = Enumerable.Range(0, _space.Columns)
            .Where(c => !_boxes[first.Number][c].SequenceEqual(_boxes[second.Number][c])).ToList();
        return different is [var column] && !IsInsideOf(first, second) && !IsInsideOf(second, first)
            ? _table.Inputs[column].Label : null;
    }
}
