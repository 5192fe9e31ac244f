/** An application whose database Litestream backs up. */
module com.example.app {
    requires dev.ltx4j.restore;
    requires java.sql;
}
