using Logos.Core.Graphs.Planning;

namespace Logos.Gateway.Console.Drawing;

/// <summary>
/// Where nodes and edges of a plan are drawn: a column for each level, and an edge that passes a level has a place of
/// its own in it, so that it runs between nodes and never through one.
/// </summary>
internal sealed class Layout
{
    public const double NodeWidth = 172, NodeHeight = 46;

    private const double ColumnGap = 48, Gap = 18, PassingHeight = 10, Margin = 12;
    private const int Sweeps = 8;

    private readonly List<Spot> _spots = [];
    private readonly List<Spot>[] _columns;

    private Layout(GraphPlan plan)
    {
        _columns = [.. Enumerable.Range(0, plan.Levels.Count).Select(_ => new List<Spot>())];
        foreach (var node in plan.Levels.Order)
            Add(plan.Levels.Of(node), NodeHeight);
        var spotOf = new int[plan.Nodes.Count];
        for (var i = 0; i < plan.Levels.Order.Count; i++)
            spotOf[plan.Levels.Order[i]] = i;
        var ways = plan.Edges.Select(edge => Way(spotOf[edge.From], spotOf[edge.To])).ToArray();

        Order();
        Place();
        var top = _spots.Count == 0 ? 0 : _spots.Min(spot => spot.Y - spot.Height / 2);
        foreach (var spot in _spots)
            spot.Y += Margin - top;
        Nodes = [.. spotOf.Select(spot => (_spots[spot].X, _spots[spot].Y))];
        Edges = [.. plan.Edges.Select((edge, i) => (edge.From, edge.To, (IReadOnlyList<(double, double)>)[.. ways[i].Select(spot => (_spots[spot].X, _spots[spot].Y))]))];
        Width = Margin * 2 + Math.Max(0, _columns.Length * (NodeWidth + ColumnGap) - ColumnGap);
        Height = Margin + (_spots.Count == 0 ? 0 : _spots.Max(spot => spot.Y + spot.Height / 2));
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>The middle of each node's left side, in the plan's order.</summary>
    public IReadOnlyList<(double X, double Y)> Nodes { get; }

    /// <summary>For each edge of the plan where it begins, the places that it passes, and where it ends, each as the middle of a left side.</summary>
    public IReadOnlyList<(int From, int To, IReadOnlyList<(double X, double Y)> Way)> Edges { get; }

    /// <returns>Null for a graph that nobody could read as a drawing.</returns>
    public static Layout? Of(GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        const int mostNodes = 400, mostPlaces = 4_000;
        if (plan.Nodes.Count > mostNodes)
            return null;
        var passed = plan.Edges.Sum(edge => plan.Levels.Of(edge.To) - plan.Levels.Of(edge.From));
        return passed > mostPlaces ? null : new(plan);
    }

    private int Add(int column, double height)
    {
        var spot = new Spot { Column = column, Height = height, X = Margin + column * (NodeWidth + ColumnGap) };
        _spots.Add(spot);
        _columns[column].Add(spot);
        return _spots.Count - 1;
    }

    private List<int> Way(int from, int to)
    {
        var way = new List<int> { from };
        for (var column = _spots[from].Column + 1; column < _spots[to].Column; column++)
            way.Add(Add(column, PassingHeight));
        way.Add(to);
        for (var i = 1; i < way.Count; i++)
        {
            _spots[way[i - 1]].After.Add(_spots[way[i]]);
            _spots[way[i]].Before.Add(_spots[way[i - 1]]);
        }

        return way;
    }

    // Each column is sorted by the middle of its neighbours, from the left and from the right in turn: edges cross less.
    private void Order()
    {
        foreach (var column in _columns)
            Number(column);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isForth = sweep % 2 == 0;
            for (var i = 0; i < _columns.Length; i++)
            {
                var column = _columns[isForth ? i : _columns.Length - 1 - i];
                foreach (var spot in column)
                    spot.Wish = Middle(isForth ? spot.Before : spot.After, each => each.Rank, spot.Rank);
                var sorted = column.OrderBy(spot => spot.Wish).ThenBy(spot => spot.Rank).ToList();
                column.Clear();
                column.AddRange(sorted);
                Number(column);
            }
        }
    }

    private static void Number(List<Spot> column)
    {
        for (var i = 0; i < column.Count; i++)
            column[i].Rank = i - (column.Count - 1) / 2.0;
    }

    // Each spot is drawn towards its neighbours, as near as those beside it let it.
    private void Place()
    {
        foreach (var column in _columns)
        {
            foreach (var spot in column)
                spot.Y = spot.Wish = spot.Rank * (NodeHeight + Gap);
            Settle(column);
        }

        for (var sweep = 0; sweep < Sweeps * 2; sweep++)
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                var column = _columns[sweep % 2 == 0 ? i : _columns.Length - 1 - i];
                foreach (var spot in column)
                    spot.Wish = Middle(sweep % 2 == 0 && spot.Before.Count > 0 || spot.After.Count == 0 ? spot.Before : spot.After, each => each.Y, spot.Y);
                Settle(column);
            }
        }
    }

    // Pushed down from the top and up from the bottom, both keep the distances: so does the middle of the two.
    private static void Settle(List<Spot> column)
    {
        var down = new double[column.Count];
        for (var i = 0; i < column.Count; i++)
            down[i] = i == 0 ? column[i].Wish : Math.Max(column[i].Wish, down[i - 1] + Apart(column[i - 1], column[i]));
        var up = double.PositiveInfinity;
        for (var i = column.Count - 1; i >= 0; i--)
        {
            up = i == column.Count - 1 ? column[i].Wish : Math.Min(column[i].Wish, up - Apart(column[i], column[i + 1]));
            column[i].Y = (down[i] + up) / 2;
        }
    }

    private static double Apart(Spot a, Spot b) => (a.Height + b.Height) / 2 + Gap;

    private static double Middle(List<Spot> of, Func<Spot, double> value, double otherwise)
    {
        if (of.Count == 0)
            return otherwise;
        var sum = 0.0;
        foreach (var spot in of)
            sum += value(spot);
        return sum / of.Count;
    }

    private sealed class Spot
    {
        public required int Column { get; init; }

        public required double Height { get; init; }

        public required double X { get; init; }

        public double Y { get; set; }

        public double Rank { get; set; }

        public double Wish { get; set; }

        public List<Spot> Before { get; } = [];

        public List<Spot> After { get; } = [];
    }
}
