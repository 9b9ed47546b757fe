create table oms_history (
    product_id       text primary key,
    avg_daily_demand numeric(12, 2) not null,
    trend            text not null
);
insert into oms_history values
    ('PROD-001', 150.00, 'increasing'),
    ('PROD-002',  80.50, 'stable'),
    ('PROD-003', 200.00, 'decreasing');
