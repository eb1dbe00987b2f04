using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;

namespace Tenon.Cli.Checking;

/// <summary>A model that comes with the program.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">What it is a model of, in one line.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Make">Makes it of the values of its parameters, in their order.</param>
internal sealed record ShippedModel(string Name, string Description, ImmutableArray<ModelParameter> Parameters, Func<ImmutableArray<int>, PackedModel> Make)
{
    /// <summary>The model for these settings, such as <c>managers=3</c>; parameters without one have their default.</summary>
    /// <exception cref="UsageException">A setting names no parameter, its value is out of range, or the model's states cannot be written as words.</exception>
    public PackedModel MakeWith(IEnumerable<string> settings)
    {
        int[] values = [.. Parameters.Select(parameter => parameter.Default)];
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            int index = Parameters.Select(parameter => parameter.Name).ToList().IndexOf(parts[0]);
            if (parts.Length != 2 || index < 0)
            {
                string known = Parameters.IsEmpty ? "has no parameters" : $"has the parameters {string.Join(", ", Parameters.Select(parameter => parameter.ToString()))}";
                throw new UsageException($"--param {setting}: the model {Name} {known}");
            }

            values[index] = Parsing.Number.Parse($"--param {parts[0]}", parts[1], Parameters[index].Minimum, Parameters[index].Maximum);
        }

        try
        {
            return Make([.. values]);
        }
        catch (NotSupportedException e)
        {
            // Its states cannot be written: in native code, a model without the attribute DeriveCodec.
            throw new UsageException($"the model {Name} cannot be searched: {e.Message}");
        }
    }
}

/// <summary>A parameter of a model: a whole number.</summary>
internal sealed record ModelParameter(string Name, int Default, int Minimum, int Maximum)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}={Default} ({Minimum} to {Maximum})");
}
