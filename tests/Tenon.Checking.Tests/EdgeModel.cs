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

    /// <summary>A formula of each form, false of the run 0, 1, 3, 1, 3 and so on.</summary>
    public static Property<int, int> Formula(char which) => which switch
    {
        'F' => Eventually("formula", node => node == 2),
        'R' => AlwaysEventually("formula", node => node == 2),
        'S' => EventuallyAlways("formula", node => node == 1),
        'X' => Temporal("formula", When(node => node == 2).InNext()),
        'U' => Temporal("formula", When(node => node == 0).Until(When(node => node == 2))),
        'V' => Temporal("formula", When(node => node == 3).Releases(!When(node => node == 1))),
        '!' => Temporal("formula", !When(node => node == 3).Eventually()),
        '&' => Temporal("formula", (When(node => node >= 0) & When(node => node < 3)).Always()),
        't' => Temporal("formula", WhenStep((_, by, _) => by == 2).Eventually()),
        's' => Temporal("formula", WhenStep((_, by, _) => by < 3).Always()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static Fairness<int, int> Weak(Func<int, bool> to) => WeaklyFair(to);

    public static Fairness<int, int> Strong(Func<int, bool> to) => StronglyFair(to);

    public override IEnumerable<Step<int, int>> Steps(int state) => _edges[state].Select(to => Step(to, to));
}
