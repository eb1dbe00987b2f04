using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

public enum Light { Red, Green }

public sealed record Crossing(Light Cars, Light Walkers);

public abstract record Change
{
    public sealed record CarsTo(Light Light) : Change;

    public sealed record WalkersTo(Light Light) : Change;
}

[DeriveCodec]
public sealed partial class CrossingModel : Model<Crossing, Change>
{
    public override IEnumerable<Crossing> InitialStates => [new(Light.Red, Light.Red)];

    public override IEnumerable<Property<Crossing, Change>> Properties =>
    [
        Always("safe", s => s.Cars == Light.Red || s.Walkers == Light.Red),
        AlwaysEventually("walkers get across", s => s.Walkers == Light.Green),
    ];

    public override IEnumerable<Fairness<Crossing, Change>> Fairness => [StronglyFair(change => change is Change.WalkersTo(Light.Green))];

    public override IEnumerable<Step<Crossing, Change>> Steps(Crossing s)
    {
        if (s.Cars == Light.Red && s.Walkers == Light.Red)
        {
            yield return Step(new Change.CarsTo(Light.Green), s with { Cars = Light.Green });
            yield return Step(new Change.WalkersTo(Light.Green), s with { Walkers = Light.Green });
        }

        if (s.Cars == Light.Green)
        {
            yield return Step(new Change.CarsTo(Light.Red), s with { Cars = Light.Red });
        }

        if (s.Walkers == Light.Green)
        {
            yield return Step(new Change.WalkersTo(Light.Red), s with { Walkers = Light.Red });
        }
    }
}
