using System.Globalization;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

/// <summary>A natural model written as edges, such as <c>0&gt;1 1&gt;0</c>; the run begins at 0, and an action is the number it leads to.</summary>
internal sealed class EdgeModel(
    string edges, IEnumerable<Property<int, int>> properties, IEnumerable<Fairness<int, int>>? fairness = null, Stuttering stuttering = Stuttering.AtEnd)
    : Model<int, int>
{
    private readonly ILookup<int, int> _edges = edges.Split(' ')
        .Select(edge => edge.Split('>').Select(node => int.Parse(node, CultureInfo.InvariantCulture)).ToArray())
        .ToLookup(edge => edge[0], edge => edge[1]);

    public override IEnumerable<int> InitialStates => [0];

    public override IEnumerable<Property<int, int>> Properties => properties;

    public override IEnumerable<Fairness<int, int>> Fairness => fairness ?? [];

    public override Stuttering Stuttering => stuttering;

    public static Property<int, int> Reaches(int goal) => Eventually("reached", node => node == goal);

    public static Property<int, int> Responds(int to, int with) => LeadsTo("responds", node => node == to, node => node == with);

    public static Property<int, int> RespondsToOdd(int with) => LeadsTo("responds", node => node % 2 == 1, node => node == with);

    public static Fairness<int, int> Weak(Func<int, bool> to) => WeaklyFair(to);

    public static Fairness<int, int> Strong(Func<int, bool> to) => StronglyFair(to);

    public override IEnumerable<Step<int, int>> Steps(int state) => _edges[state].Select(to => Step(to, to));
}
