namespace Logos.Workers.Db.MySql.Wire;

/// <summary>The server answered with an error.</summary>
internal sealed class MySqlException(int code, string state, string message) : Exception(message)
{
    public int Code => code;

    /// <summary>SQLSTATE.</summary>
    public string State => state;
}

/// <summary>What arrives is not what a server of MySQL or MariaDB says, or asks for what is not spoken here.</summary>
internal sealed class MySqlProtocolException(string message) : Exception(message);
