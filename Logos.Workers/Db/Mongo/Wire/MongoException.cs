namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>The server answered with an error.</summary>
internal sealed class MongoException(int code, string name, string message, IReadOnlyList<string> labels) : Exception(message)
{
    public int Code => code;

    /// <summary>What the server calls the code.</summary>
    public string Name => name;

    /// <summary>What it says of whether trying again helps.</summary>
    public IReadOnlyList<string> Labels => labels;
}

/// <summary>What arrives is not what a server of MongoDB says, or asks for what is not spoken here.</summary>
internal sealed class MongoProtocolException(string message) : Exception(message);

/// <summary>None of the servers takes what writes.</summary>
internal sealed class NoPrimaryException(string message) : Exception(message);
